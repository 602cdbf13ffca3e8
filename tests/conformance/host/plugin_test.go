//go:build unix

package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// patience bounds each wait; nothing here takes a tenth of it.
const patience = 20 * time.Second

// logBuffer collects the plugin's log lines from several goroutines.
type logBuffer struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.text.String()
}

func executable(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PLUMBLINE_EXECUTABLE")
	if path == "" {
		t.Skip("PLUMBLINE_EXECUTABLE does not name a built back end (npx jest tests/conformance sets it)")
	}
	return path
}

// started is a running plugin; its log must never hold the token.
func started(t *testing.T, token string) (*Process, *logBuffer) {
	t.Helper()
	logs := &logBuffer{}
	process, err := Start(executable(t), logs)
	if err != nil {
		t.Fatalf("%v\n%s", err, logs)
	}
	t.Cleanup(func() {
		process.Stop()
		if token != "" && strings.Contains(logs.String(), token) {
			t.Errorf("the log holds the token:\n%s", logs)
		}
	})
	return process, logs
}

// pluginContext is what Grafana sends along with each call: the settings in full, and who asks.
func pluginContext(url, token string) backend.PluginContext {
	return backend.PluginContext{
		OrgID: 1, PluginID: "plumbline-quality-datasource", PluginVersion: "0.1.0",
		User: &backend.User{Login: "mira", Role: "Viewer"},
		DataSourceInstanceSettings: &backend.DataSourceInstanceSettings{
			ID: 4, UID: "plumbline", Name: "Plumbline", URL: url, Updated: time.UnixMilli(1_767_225_600_000),
			JSONData: []byte(`{}`), DecryptedSecureJSONData: map[string]string{"token": token},
		},
	}
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// ask sends one query a model, as refIds A, B, C …
func ask(ctx context.Context, p *Process, in backend.PluginContext, models ...string) (*backend.QueryDataResponse, error) {
	request := &backend.QueryDataRequest{PluginContext: in}
	for i, model := range models {
		request.Queries = append(request.Queries, backend.DataQuery{
			RefID: string(rune('A' + i)), JSON: []byte(model), MaxDataPoints: 500, Interval: time.Minute,
			TimeRange: backend.TimeRange{From: time.UnixMilli(1_767_225_600_000), To: time.UnixMilli(1_767_398_400_000)},
		})
	}
	return p.QueryData(ctx, request)
}

func TestHealth(t *testing.T) {
	process, _ := started(t, stubToken)
	stub := newStub(t)
	for _, c := range []struct {
		name    string
		context backend.PluginContext
		status  backend.HealthStatus
		message string
	}{
		{"good", pluginContext(stub.URL, stubToken), backend.HealthStatusOk, "Connected to Plumbline 0.0.0-stub."},
		{"service down", pluginContext("http://127.0.0.1:1", stubToken), backend.HealthStatusError, "connection refused"},
		{"wrong token", pluginContext(stub.URL, "another-token-of-16"), backend.HealthStatusError, "refuses the access token"},
		{"no token", pluginContext(stub.URL, ""), backend.HealthStatusError, "none is set"},
		{"wrong URL", pluginContext(stub.URL+"/grafana", stubToken), backend.HealthStatusError, "without /api/v1"},
		{"no URL", pluginContext("", stubToken), backend.HealthStatusError, "No URL is set"},
	} {
		t.Run(c.name, func(t *testing.T) {
			// Saving the settings gives them a new time, by which the plugin drops the old instance.
			c.context.DataSourceInstanceSettings.UID = c.name
			result, err := process.CheckHealth(within(t), &backend.CheckHealthRequest{PluginContext: c.context})
			if err != nil {
				t.Fatal(err)
			}
			if result.Status != c.status || !strings.Contains(result.Message, c.message) {
				t.Errorf("got %s %q, want %s %q", result.Status, result.Message, c.status, c.message)
			}
		})
	}
}

func TestSettingsTakeEffectWhenSaved(t *testing.T) {
	process, _ := started(t, stubToken)
	settings := pluginContext(newStub(t).URL, "mistyped-token-of-16")
	for _, want := range []backend.HealthStatus{backend.HealthStatusError, backend.HealthStatusOk} {
		result, err := process.CheckHealth(within(t), &backend.CheckHealthRequest{PluginContext: settings})
		if err != nil || result.Status != want {
			t.Errorf("got %v, %v, want %s", result, err, want)
		}
		settings.DataSourceInstanceSettings.DecryptedSecureJSONData = map[string]string{"token": stubToken}
		settings.DataSourceInstanceSettings.Updated = settings.DataSourceInstanceSettings.Updated.Add(time.Minute)
	}
}

func TestGoldenAnswersArrive(t *testing.T) {
	process, _ := started(t, stubToken)
	in := pluginContext(newStub(t).URL, stubToken)
	for name, alert := range map[string]bool{
		"good_panel": false, "sql_table": false, "alert_number": true, "alert_series": true, "no_data": true, "no_frames": true,
	} {
		t.Run(name, func(t *testing.T) {
			response, err := ask(within(t), process, in, fmt.Sprintf(`{"golden":%q}`, name))
			if err != nil {
				t.Fatal(err)
			}
			a := response.Responses["A"]
			if a.Error != nil {
				t.Fatal(a.Error)
			}
			if want := goldenFrames(t, name); len(a.Frames) != len(want) {
				t.Errorf("%d frames, want %d", len(a.Frames), len(want))
			}
			if err := CheckContract("A", a.Frames); err != nil {
				t.Error(err)
			}
			if _, err := ReadForAlert(a.Frames); alert && err != nil {
				t.Errorf("as an alert query: %v", err)
			}
		})
	}
}

func TestErrorsStayWithTheirQuery(t *testing.T) {
	process, _ := started(t, stubToken)
	response, err := ask(within(t), process, pluginContext(newStub(t).URL, stubToken), `{"rows":3}`, `{"fail":true}`)
	if err != nil {
		t.Fatal(err)
	}
	a, b := response.Responses["A"], response.Responses["B"]
	if a.Error != nil || a.Status != 200 || len(a.Frames) != 1 || a.Frames[0].Rows() != 3 {
		t.Errorf("A: %v", a)
	}
	if b.Error == nil || b.Error.Error() != "Unknown field." || b.Status != 400 || b.ErrorSource != backend.ErrorSourcePlugin {
		t.Errorf("B: %v", b)
	}
}

func TestWhoAsksIsToldToTheService(t *testing.T) {
	process, _ := started(t, stubToken)
	stub := newStub(t)
	const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	ctx := metadata.AppendToOutgoingContext(within(t), "traceparent", parent)
	_, err := process.QueryData(ctx, &backend.QueryDataRequest{
		PluginContext: pluginContext(stub.URL, stubToken),
		Headers:       map[string]string{"FromAlert": "true", "X-Rule-Uid": "rule-1", "http_X-Dashboard-Uid": "four-questions"},
		Queries:       []backend.DataQuery{{RefID: "A", JSON: []byte(`{"rows":1}`)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"FromAlert": "true", "X-Rule-Uid": "rule-1", "X-Dashboard-Uid": "four-questions", "X-Grafana-User": "mira", "X-Grafana-Org-Id": "1",
	} {
		if got := stub.headers[0].Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	// The trace goes on; the span may be one of the plugin's own.
	if got := stub.headers[0].Get("traceparent"); !strings.HasPrefix(got, parent[:35]) {
		t.Errorf("traceparent is %q", got)
	}
}

func TestFiftyQueriesAtOnce(t *testing.T) {
	process, _ := started(t, stubToken)
	stub := newStub(t)
	in := pluginContext(stub.URL, stubToken)
	ctx := within(t)
	slow := make(chan error, 1)
	go func() {
		response, err := ask(ctx, process, in, `{"wait":true,"rows":7}`)
		if err == nil && response.Responses["A"].Frames[0].Rows() != 7 {
			err = errors.New("the slow query has other rows")
		}
		slow <- err
	}()
	<-stub.waiting
	// The slow query holds on while all others are answered.
	results := make(chan error, 49)
	for i := range 49 {
		go func() {
			model, failing := fmt.Sprintf(`{"rows":%d}`, i), i == 13
			if failing {
				model = `{"fail":true}`
			}
			response, err := ask(ctx, process, in, model)
			switch {
			case err != nil:
			case failing != (response.Responses["A"].Error != nil):
				err = fmt.Errorf("query %d: error %v", i, response.Responses["A"].Error)
			case !failing && response.Responses["A"].Frames[0].Rows() != i:
				err = fmt.Errorf("query %d got the rows of another", i)
			}
			results <- err
		}()
	}
	for range 49 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	close(stub.release)
	if err := <-slow; err != nil {
		t.Error(err)
	}
}

func TestTwoHundredThousandRows(t *testing.T) {
	process, _ := started(t, stubToken)
	const rows = 200_000
	began := time.Now()
	response, err := ask(within(t), process, pluginContext(newStub(t).URL, stubToken), fmt.Sprintf(`{"rows":%d}`, rows))
	if err != nil {
		t.Fatal(err)
	}
	a := response.Responses["A"]
	if a.Error != nil || len(a.Frames) != 1 || a.Frames[0].Rows() != rows {
		t.Fatalf("got %v", a)
	}
	value, _ := a.Frames[0].FloatAt(2, rows-1)
	id, _ := a.Frames[0].ConcreteAt(1, rows-1)
	at, _ := a.Frames[0].ConcreteAt(0, rows-1)
	if value != (rows-1)/2.0 || id != "trace-00199999" || at.(time.Time).UnixMilli() != 1_767_225_600_000+1000*(rows-1) {
		t.Errorf("the last row is %v %v %v", at, id, value)
	}
	t.Logf("200,000 rows in %s, stub included", time.Since(began).Round(time.Millisecond))
}

func TestResources(t *testing.T) {
	process, _ := started(t, stubToken)
	in := pluginContext(newStub(t).URL, stubToken)
	for _, c := range []struct {
		name, method, path, url string
		status                  int
		body                    string
	}{
		{"values", "GET", "values", "values?field=topic", 200, `"topic"`},
		{"health", "GET", "health", "health", 200, "0.0.0-stub"},
		{"unknown", "GET", "nothing", "nothing", 404, "HTTP 404"},
		{"writing", "POST", "values", "values", 405, "only be read"},
		{"climbing out", "GET", "../query", "../query", 404, "no resource"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := process.CallResource(within(t), &backend.CallResourceRequest{PluginContext: in, Method: c.method, Path: c.path, URL: c.url})
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != c.status || !json.Valid(got.Body) || !strings.Contains(string(got.Body), c.body) {
				t.Errorf("got %d %s", got.Status, got.Body)
			}
		})
	}
}

func TestCancellationReachesTheService(t *testing.T) {
	process, _ := started(t, stubToken)
	stub := newStub(t)
	in := pluginContext(stub.URL, stubToken)
	ctx, cancel := context.WithCancel(within(t))
	done := make(chan error, 1)
	go func() {
		_, err := ask(ctx, process, in, `{"wait":true}`)
		done <- err
	}()
	<-stub.waiting
	cancel()
	if err := <-done; status.Code(err) != codes.Canceled {
		t.Errorf("got %v", err)
	}
	arrives(t, stub.dropped)
}

func TestDeadlineReachesTheService(t *testing.T) {
	process, _ := started(t, stubToken)
	stub := newStub(t)
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	// Both ends see the deadline pass. Whichever is first ends the call: the host with an error of its own, or the plugin
	// with an answer that says so.
	response, err := ask(ctx, process, pluginContext(stub.URL, stubToken), `{"wait":true}`)
	if err == nil {
		if a := response.Responses["A"]; a.Status != backend.StatusTimeout || a.ErrorSource != backend.ErrorSourceDownstream {
			t.Errorf("got %v", a)
		}
	} else if status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("got %v", err)
	}
	arrives(t, stub.dropped)
}

func TestStopIsGraceful(t *testing.T) {
	process, logs := started(t, stubToken)
	pid := process.PID()
	process.Stop()
	if !process.Exited() || syscall.Kill(pid, 0) == nil {
		t.Errorf("process %d is still there", pid)
	}
	// go-plugin says this when it had to kill.
	if strings.Contains(logs.String(), "failed to exit gracefully") {
		t.Errorf("killed:\n%s", logs)
	}
}

func TestAKilledPluginStartsAgain(t *testing.T) {
	stub := newStub(t)
	in := pluginContext(stub.URL, stubToken)
	first, _ := started(t, stubToken)
	done := make(chan error, 1)
	go func() {
		_, err := ask(within(t), first, in, `{"wait":true}`)
		done <- err
	}()
	<-stub.waiting
	if err := syscall.Kill(first.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-done; status.Code(err) != codes.Unavailable {
		t.Errorf("the call that ran ended with %v", err)
	}
	for end := time.Now().Add(patience); !first.Exited(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the host does not see the end of the process")
		}
	}
	second, _ := started(t, stubToken)
	response, err := ask(within(t), second, in, `{"rows":2}`)
	if err != nil || response.Responses["A"].Frames[0].Rows() != 2 {
		t.Errorf("after the restart: %v, %v", response, err)
	}
}

func TestMetricsOfThePlugin(t *testing.T) {
	process, _ := started(t, stubToken)
	if _, err := ask(within(t), process, pluginContext(newStub(t).URL, stubToken), `{"rows":1}`); err != nil {
		t.Fatal(err)
	}
	if text, err := process.Metrics(within(t)); err != nil || !strings.Contains(text, "plugins_datasource_instances_total 1") {
		t.Errorf("got %v\n%.500s", err, text)
	}
}

func arrives(t *testing.T, signal <-chan struct{}) {
	t.Helper()
	select {
	case <-signal:
	case <-time.After(patience):
		t.Error("the service was not told")
	}
}
