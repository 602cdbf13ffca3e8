package plugin

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// at answers the two routes that a health check asks.
func at(health, query http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/v1/health":
			health(w, r)
		case "/api/v1/query":
			query(w, r)
		default:
			http.NotFound(w, r)
		}
	}
}

func TestCheckHealth(t *testing.T) {
	well := replyJSON(200, `{"product":"plumbline","status":"ok","version":"0.1.0","store":{"kind":"embedded"}}`)
	empty := replyJSON(200, `{"results":{}}`)
	ok, bad := backend.HealthStatusOk, backend.HealthStatusError
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		status  backend.HealthStatus
		message string
		details string
	}{
		{"all well", at(well, empty), ok, "Connected to Plumbline 0.1.0.", `"kind": "embedded"`},
		{"wrong token, open health route", at(well, replyJSON(401, `{}`)), bad, "refuses the access token", "HTTP 200"},
		{"wrong token, closed health route", at(replyJSON(401, `{}`), replyJSON(401, `{}`)), bad, "refuses the access token", "HTTP 401"},
		{"queries fail", at(well, replyJSON(500, `{"error":{"message":"The store is gone."}}`)), bad, "The store is gone.", ""},
		{"degraded", at(replyJSON(200, `{"product":"plumbline","status":"degraded","problems":["The disk is full.","Make room."]}`), empty), bad, "it is degraded. The disk is full. Make room.", `"The disk is full."`},
		{"down, with HTTP 503", at(replyJSON(503, `{"product":"plumbline","status":"down","store":"no answer"}`), replyJSON(503, `{}`)), bad, "it is down", "no answer"},
		{"degraded and a wrong token", at(replyJSON(200, `{"product":"plumbline","status":"degraded"}`), replyJSON(401, `{}`)), bad, "refuses the access token", ""},
		{"another JSON API", replyJSON(200, `{"database":"ok","status":"ok"}`), bad, "not as the Plumbline API", "database"},
		{"below a wrong path", replyJSON(404, `{"error":{"code":"not_found","message":"There is nothing here."}}`), bad, "without /api/v1", "HTTP 404"},
		{"asked by a name that it does not know", at(well, replyJSON(403, `{"error":{"code":"foreign_host","message":"The service does not answer to this name."}}`)),
			bad, "does not answer to this name", ""},
		{"nothing of ours", http.NotFound, bad, "without /api/v1", "HTTP 404, text/plain"},
		{"a long foreign page", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(strings.Repeat("é", 9000))) }, bad, "instead of JSON", "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := newFakeService(t, c.handler)
			result, err := datasourceFor(t, settingsFor(fake.URL)).CheckHealth(context.Background(), &backend.CheckHealthRequest{})
			if err != nil {
				t.Fatal(err)
			}
			if result.Status != c.status || !strings.Contains(result.Message, c.message) {
				t.Errorf("got %s %q, want %s %q", result.Status, result.Message, c.status, c.message)
			}
			var details map[string]string
			if err := json.Unmarshal(result.JSONDetails, &details); err != nil {
				t.Fatalf("details: %v", err)
			}
			if !strings.Contains(details["verboseMessage"], c.details) || len(details["verboseMessage"]) > maxDetailBytes+100 {
				t.Errorf("details are %q", details["verboseMessage"])
			}
		})
	}
}

func TestCheckHealthOfUnusableSettings(t *testing.T) {
	withCA := settingsFor("https://plumbline:3300")
	withCA.JSONData = []byte(`{"tlsAuthWithCACert":true}`)
	withCA.DecryptedSecureJSONData["tlsCACert"] = "no certificate"
	for _, c := range []struct {
		name     string
		settings backend.DataSourceInstanceSettings
		message  string
	}{
		{"no URL", settingsFor(" "), "No URL is set"},
		{"broken CA certificate", withCA, "The TLS or proxy settings"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := datasourceFor(t, c.settings).CheckHealth(context.Background(), &backend.CheckHealthRequest{})
			if err != nil || result.Status != backend.HealthStatusError || !strings.Contains(result.Message, c.message) {
				t.Errorf("got %v, %v", result, err)
			}
		})
	}
}
