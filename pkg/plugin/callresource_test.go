package plugin

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func callResource(t *testing.T, d *Datasource, method, path, url string) *backend.CallResourceResponse {
	t.Helper()
	var sent []*backend.CallResourceResponse
	err := d.CallResource(context.Background(), &backend.CallResourceRequest{
		Method: method, Path: path, URL: url,
		Headers: map[string][]string{"Accept-Encoding": {"br"}, "X-Dashboard-Uid": {"four-questions"}},
	}, backend.CallResourceResponseSenderFunc(func(r *backend.CallResourceResponse) error {
		sent = append(sent, r)
		return nil
	}))
	if err != nil || len(sent) != 1 {
		t.Fatalf("%d answers, error %v", len(sent), err)
	}
	return sent[0]
}

func TestCallResourceOffersReadingOnly(t *testing.T) {
	for _, c := range []struct {
		name, method, path, url string
		status                  int
		asked                   string
	}{
		{"a resource", "GET", "fields", "fields", 200, "/api/v1/resources/fields"},
		{"with a query", "GET", "values", "values?field=topic&q=return%20policy", 200, "/api/v1/resources/values?field=topic&q=return+policy"},
		{"a deeper one", "GET", "/values/attributes.a b/", "values", 200, "/api/v1/resources/values/attributes.a%20b"},
		{"health", "GET", "health", "health", 200, "/api/v1/health"},
		{"a percent sign stays one", "GET", "values/%2e%2e", "values", 200, "/api/v1/resources/values/%252e%252e"},
		{"a label", "POST", "labels", "labels", 200, "/api/v1/resources/labels"},
		{"writing", "POST", "fields", "fields", 405, ""},
		{"climbing out", "GET", "../scores", "../scores", 404, ""},
		{"climbing out below", "GET", "values/../../query", "x", 404, ""},
		{"backslash", "GET", `..\scores`, "x", 404, ""},
		{"nothing", "GET", "", "", 404, ""},
		{"a broken query string", "GET", "fields", "fields?a=%zz", 400, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := newFakeService(t, replyJSON(200, `["a"]`))
			response := callResource(t, datasourceFor(t, settingsFor(fake.URL)), c.method, c.path, c.url)
			if response.Status != c.status {
				t.Errorf("status %d: %s", response.Status, response.Body)
			}
			asked := ""
			for _, request := range fake.requests() {
				asked = strings.TrimSuffix(request.path+"?"+request.query, "?")
				if request.header.Get("Accept-Encoding") == "br" || request.header.Get("X-Dashboard-Uid") != "four-questions" {
					t.Errorf("headers %v", request.header)
				}
			}
			if asked != c.asked {
				t.Errorf("asked the service for %q, want %q", asked, c.asked)
			}
		})
	}
}

func TestCallResourceErrorsKeepTheBrowserLoggedIn(t *testing.T) {
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		status  int
		message string
	}{
		{"wrong token", replyJSON(401, `{}`), 502, "refuses the access token"},
		{"the service's own error", replyJSON(400, `{"error":{"message":"Unknown field.","hint":"Ask fields first."}}`), 400, "Unknown field. Ask fields first."},
		{"not JSON", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<p>hello")) }, 502, "instead of JSON"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := newFakeService(t, c.handler)
			response := callResource(t, datasourceFor(t, settingsFor(fake.URL)), "GET", "fields", "fields")
			var body struct {
				Message string
				Error   struct{ Message string }
			}
			if err := json.Unmarshal(response.Body, &body); err != nil {
				t.Fatal(err)
			}
			if response.Status != c.status || !strings.Contains(body.Message, c.message) || body.Error.Message != body.Message {
				t.Errorf("got %d %s", response.Status, response.Body)
			}
		})
	}
}
