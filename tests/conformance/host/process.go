// Package host is Grafana's side of a back-end plugin, for tests: it starts the executable as Grafana does, talks to it
// through the same libraries, and judges frames as Grafana's alerting does.
package host

import (
	"context"
	"fmt"
	"io"
	"os/exec"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
)

// Process is a running back-end plugin.
type Process struct {
	client      *goplugin.Client
	data        pluginv2.DataClient
	diagnostics pluginv2.DiagnosticsClient
	resource    pluginv2.ResourceClient
}

// Start runs the executable and shakes hands: no arguments, Grafana's magic cookie, protocol 2, plain gRPC. What the
// plugin logs goes to `logs`, a JSON object a line.
func Start(executable string, logs io.Writer) (*Process, error) {
	client := goplugin.NewClient(&goplugin.ClientConfig{
		Cmd: exec.Command(executable), //nolint:gosec // the tests' own executable
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]goplugin.PluginSet{grpcplugin.ProtocolVersion: {
			"data":        &grpcplugin.DataGRPCPlugin{},
			"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
			"resource":    &grpcplugin.ResourceGRPCPlugin{},
		}},
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Logger:           hclog.New(&hclog.LoggerOptions{Name: "host", Output: logs, Level: hclog.Debug, JSONFormat: true}),
	})
	p := &Process{client: client}
	if err := p.dispense(); err != nil {
		client.Kill()
		return nil, err
	}
	return p, nil
}

func (p *Process) dispense() error {
	protocol, err := p.client.Client()
	if err != nil {
		return fmt.Errorf("no handshake: %w", err)
	}
	for name, assign := range map[string]func(any) bool{
		"data":        func(stub any) (ok bool) { p.data, ok = stub.(pluginv2.DataClient); return },
		"diagnostics": func(stub any) (ok bool) { p.diagnostics, ok = stub.(pluginv2.DiagnosticsClient); return },
		"resource":    func(stub any) (ok bool) { p.resource, ok = stub.(pluginv2.ResourceClient); return },
	} {
		stub, err := protocol.Dispense(name)
		if err != nil || !assign(stub) {
			return fmt.Errorf("the plugin serves no %s (%T): %w", name, stub, err)
		}
	}
	return nil
}

// PID is the process id of the executable.
func (p *Process) PID() int { return p.client.ReattachConfig().Pid }

// Exited tells whether the process has ended; Grafana asks every second and starts it again.
func (p *Process) Exited() bool { return p.client.Exited() }

// Stop asks the plugin to shut down, and kills it when it has not within two seconds.
func (p *Process) Stop() { p.client.Kill() }

// QueryData sends queries and decodes the Arrow frames of the answer.
func (p *Process) QueryData(ctx context.Context, request *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	answered, err := p.data.QueryData(ctx, backend.ToProto().QueryDataRequest(request))
	if err != nil {
		return nil, err
	}
	return backend.FromProto().QueryDataResponse(answered)
}

// CheckHealth is what Save & test calls.
func (p *Process) CheckHealth(ctx context.Context, request *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	answered, err := p.diagnostics.CheckHealth(ctx, &pluginv2.CheckHealthRequest{
		PluginContext: backend.ToProto().PluginContext(request.PluginContext),
		Headers:       request.Headers,
	})
	if err != nil {
		return nil, err
	}
	return &backend.CheckHealthResult{
		Status: backend.HealthStatus(answered.Status), Message: answered.Message, JSONDetails: answered.JsonDetails,
	}, nil
}

// CallResource collects the parts of a resource's answer.
func (p *Process) CallResource(ctx context.Context, request *backend.CallResourceRequest) (*backend.CallResourceResponse, error) {
	stream, err := p.resource.CallResource(ctx, backend.ToProto().CallResourceRequest(request))
	if err != nil {
		return nil, err
	}
	whole := &backend.CallResourceResponse{}
	for first := true; ; first = false {
		part, err := stream.Recv()
		if err == io.EOF {
			return whole, nil
		}
		if err != nil {
			return nil, err
		}
		if first {
			whole.Status = int(part.Code)
		}
		whole.Body = append(whole.Body, part.Body...)
	}
}

// Metrics are the plugin's own, in Prometheus' text format.
func (p *Process) Metrics(ctx context.Context) (string, error) {
	answered, err := p.diagnostics.CollectMetrics(ctx, &pluginv2.CollectMetricsRequest{})
	if err != nil {
		return "", err
	}
	return string(answered.GetMetrics().GetPrometheus()), nil
}
