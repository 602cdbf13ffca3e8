package plugin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

const healthPath = "api/v1/health"

// emptyQuery asks nothing: it only shows whether the service takes queries from us.
const emptyQuery = `{"from":0,"to":0,"queries":[]}`

// health is the part of the service's health answer that decides. The rest of it is shown as it came.
type health struct {
	// Product is "plumbline", by which the service is told from another one at the same path.
	Product string `json:"product"`
	Version string `json:"version"`
	// Status is ok, degraded or down.
	Status string `json:"status"`
	// Problems say what is wrong and what to do; they are left out for a caller without a token.
	Problems []string `json:"problems"`
}

// CheckHealth is behind Save & test: is there a Plumbline service at the URL, does it take our queries, is it well?
func (d *Datasource) CheckHealth(ctx context.Context, r *backend.CheckHealthRequest) (*backend.CheckHealthResult, error) {
	if d.problem != nil {
		return healthResult(backend.HealthStatusError, d.problem.message, nil), nil
	}
	headers := headersFor(r.PluginContext, r.Headers)
	answered, err := d.service.call(ctx, request{method: http.MethodGet, path: healthPath, headers: headers})
	if err != nil {
		return failedCheck(ctx, err)
	}
	state, isHealth := healthOf(answered)
	if !isHealth {
		problem := d.service.explainAnswer(answered)
		if problem == nil {
			problem = downstream(http.StatusBadGateway, "%s answers, but not as the Plumbline API. Check the URL.", d.service.base.Redacted())
		}
		return healthResult(backend.HealthStatusError, problem.message, answered), nil
	}
	// The health route is open to load balancers, so it does not show whether the token is right.
	queried, err := d.service.call(ctx, request{method: http.MethodPost, path: queryPath, body: []byte(emptyQuery), headers: headers})
	if err != nil {
		return failedCheck(ctx, err)
	}
	if state.Status == "ok" {
		if problem := d.service.explainAnswer(queried); problem != nil {
			return healthResult(backend.HealthStatusError, problem.message, answered), nil
		}
		return healthResult(backend.HealthStatusOk, strings.TrimSpace("Connected to Plumbline "+state.Version)+".", answered), nil
	}
	if queried.status == http.StatusUnauthorized || queried.status == http.StatusForbidden {
		return healthResult(backend.HealthStatusError, d.service.explainAnswer(queried).message, answered), nil
	}
	message := strings.TrimSpace(fmt.Sprintf("Plumbline answers, but reports that it is %s. %s", state.Status, strings.Join(state.Problems, " ")))
	return healthResult(backend.HealthStatusError, message, answered), nil
}

// healthOf reads the answer of the health route, which is JSON with a status also when the HTTP status is 503.
func healthOf(a *answer) (health, bool) {
	var state health
	if !a.isJSON() || json.Unmarshal(a.body, &state) != nil {
		return health{}, false
	}
	return state, state.Product == "plumbline" && state.Status != ""
}

func failedCheck(ctx context.Context, err error) (*backend.CheckHealthResult, error) {
	if errors.Is(ctx.Err(), context.Canceled) {
		return nil, ctx.Err()
	}
	return healthResult(backend.HealthStatusError, asServiceError(err).message, nil), nil
}

// maxDetailBytes keeps a foreign page that answers at the URL from filling the settings page.
const maxDetailBytes = 4 << 10

// healthResult carries what the service said in `verboseMessage`, which Grafana's settings page shows on demand.
func healthResult(status backend.HealthStatus, message string, a *answer) *backend.CheckHealthResult {
	details := map[string]string{}
	if a != nil {
		details["verboseMessage"] = fmt.Sprintf("HTTP %d, %s\n%s", a.status, describe(a.contentType), readable(a.body))
	}
	// A map of strings always encodes.
	encoded, _ := json.Marshal(details)
	return &backend.CheckHealthResult{Status: status, Message: message, JSONDetails: encoded}
}

func readable(body []byte) string {
	var indented bytes.Buffer
	if json.Indent(&indented, body, "", "  ") == nil {
		body = indented.Bytes()
	}
	if len(body) > maxDetailBytes {
		body = append(bytes.Clone(body[:maxDetailBytes]), " …"...)
	}
	return strings.ToValidUTF8(string(body), "�")
}
