package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

const resourcePath = "api/v1/resources"

// labelsPath takes the labels of the review page, the one thing that can be written. The service asks the token for the scope "ingest".
const labelsPath = "labels"

// CallResource passes a GET of the editors, and the labels of the review page, on to the service: `health`, or a path under its resources. Everything else
// that the service can do stays out of reach of a Grafana viewer.
func (d *Datasource) CallResource(ctx context.Context, r *backend.CallResourceRequest, sender backend.CallResourceResponseSender) error {
	if d.problem != nil {
		return sendProblem(sender, d.problem)
	}
	isLabel := r.Method == http.MethodPost && strings.Trim(r.Path, "/") == labelsPath
	if r.Method != http.MethodGet && !isLabel {
		return sendProblem(sender, badResource(http.StatusMethodNotAllowed, "Resources of the Plumbline data source can only be read (GET)."))
	}
	path, known := servicePath(r.Path)
	if !known {
		return sendProblem(sender, badResource(http.StatusNotFound, "The Plumbline data source has no resource at this path."))
	}
	query, err := queryOf(r.URL)
	if err != nil {
		return sendProblem(sender, badResource(http.StatusBadRequest, "The query string of the resource cannot be read."))
	}
	answered, err := d.service.call(ctx, request{method: r.Method, path: path, query: query, body: bodyOf(r, isLabel), headers: headersFor(r.PluginContext, single(r.Headers))})
	if err != nil {
		if errors.Is(ctx.Err(), context.Canceled) {
			return ctx.Err()
		}
		return sendProblem(sender, asServiceError(err))
	}
	if problem := d.service.explainAnswer(answered); problem != nil {
		return sendProblem(sender, problem)
	}
	return sender.Send(&backend.CallResourceResponse{
		Status:  answered.status,
		Headers: map[string][]string{"Content-Type": {"application/json"}},
		Body:    answered.body,
	})
}

func bodyOf(r *backend.CallResourceRequest, isLabel bool) []byte {
	if !isLabel {
		return nil
	}
	return r.Body
}

// servicePath maps a resource path to the path at the service; false for one that is not offered. Each part is escaped anew,
// and parts that could climb out of the resources are refused rather than cleaned.
func servicePath(path string) (string, bool) {
	path = strings.Trim(path, "/")
	if path == "health" {
		return healthPath, true
	}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if part == "" || part == "." || part == ".." || strings.ContainsAny(part, "\\\x00") {
			return "", false
		}
		parts[i] = url.PathEscape(part)
	}
	return resourcePath + "/" + strings.Join(parts, "/"), true
}

// queryOf takes the query from the URL of a resource call, which is a path with a query.
func queryOf(address string) (url.Values, error) {
	_, query, _ := strings.Cut(address, "?")
	return url.ParseQuery(query)
}

// single keeps the first value of each header.
func single(headers map[string][]string) map[string]string {
	first := make(map[string]string, len(headers))
	for name, values := range headers {
		if len(values) > 0 {
			first[name] = values[0]
		}
	}
	return first
}

func badResource(status int, message string) *serviceError {
	return &serviceError{status: status, source: backend.ErrorSourcePlugin, message: message}
}

// sendProblem answers in the words of the service's own errors, with `message` beside them, where Grafana's front end looks.
func sendProblem(sender backend.CallResourceResponseSender, problem *serviceError) error {
	status := problem.status
	// A browser that sees 401 takes its own Grafana session for expired and leaves the page.
	if status == http.StatusUnauthorized || status == http.StatusForbidden {
		status = http.StatusBadGateway
	}
	// A map of strings always encodes.
	body, _ := json.Marshal(map[string]any{
		"message": problem.message,
		"error":   map[string]string{"code": "data_source", "message": problem.message, "hint": ""},
	})
	return sender.Send(&backend.CallResourceResponse{
		Status:  status,
		Headers: map[string][]string{"Content-Type": {"application/json"}},
		Body:    body,
	})
}
