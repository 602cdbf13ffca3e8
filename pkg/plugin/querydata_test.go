package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// echo answers each query with an empty result, the way the service does for queries that find nothing.
func echo(w http.ResponseWriter, r *http.Request) { echoExcept(w, r, "") }

func echoExcept(w http.ResponseWriter, r *http.Request, left string) {
	// The recording handler has read the body; the refIds come from a header that tests set.
	results := map[string]any{}
	for refID := range strings.SplitSeq(r.Header.Get("X-Query-Group-Id"), ",") {
		if refID != left {
			results[refID] = map[string]any{"status": 200, "frames": []any{}}
		}
	}
	text, _ := json.Marshal(map[string]any{"results": results})
	replyJSON(http.StatusOK, string(text))(w, r)
}

func TestQueryDataSendsOneRequestATimeRange(t *testing.T) {
	fake := newFakeService(t, echo)
	d := datasourceFor(t, settingsFor(fake.URL+"/below/"))
	const now, yesterday = 1_795_000_000_000, 1_794_913_600_000
	response, err := d.QueryData(context.Background(), &backend.QueryDataRequest{
		PluginContext: backend.PluginContext{OrgID: 7, User: &backend.User{Login: "mira"}},
		Headers:       map[string]string{"http_X-Query-Group-Id": "A,B,C", "FromAlert": "true"},
		Queries: []backend.DataQuery{
			queryOver("A", now, `{"refId":"old","kind":"good","version":1,"targets":{"factuality":4.25}}`),
			queryOver("B", yesterday, `{"kind":"sql","rawSql":"SELECT 1"}`),
			queryOver("C", now, `{"kind":"changes","big":12345678901234567890}`),
		},
	})
	if err != nil || len(response.Responses) != 3 {
		t.Fatalf("got %v, %v", response, err)
	}
	requests := fake.requests()
	if len(requests) != 2 {
		t.Fatalf("%d requests for two time ranges", len(requests))
	}
	for _, request := range requests {
		if request.method != http.MethodPost || request.path != "/below/api/v1/query" {
			t.Errorf("sent %s %s", request.method, request.path)
		}
		if got := request.header.Get("Authorization"); got != "Bearer "+testToken {
			t.Errorf("Authorization is %q", got)
		}
		want := map[string]string{"Fromalert": "true", "X-Grafana-Org-Id": "7", "X-Grafana-User": "mira", "Content-Type": "application/json"}
		for name, value := range want {
			if got := request.header.Get(name); got != value {
				t.Errorf("%s is %q, want %q", name, got, value)
			}
		}
	}
	byEnd := map[float64]recorded{}
	for _, request := range requests {
		byEnd[request.body["to"].(float64)] = request
	}
	if from := byEnd[now].body["from"]; from != float64(now-3_600_000) {
		t.Errorf("from is %v", from)
	}
	today := byEnd[now].body["queries"].([]any)
	if len(today) != 2 || len(byEnd[yesterday].body["queries"].([]any)) != 1 {
		t.Fatalf("queries are shared out wrongly: %v", requests)
	}
	first := today[0].(map[string]any)
	want := map[string]any{"refId": "A", "kind": "good", "version": 1.0, "intervalMs": 60_000.0, "maxDataPoints": 500.0}
	for key, value := range want {
		if first[key] != value {
			t.Errorf("%s is %v, want %v", key, first[key], value)
		}
	}
	if first["targets"].(map[string]any)["factuality"] != 4.25 {
		t.Errorf("the saved query was changed: %v", first)
	}
}

func TestQueryDataAnswersEveryRefID(t *testing.T) {
	fake := newFakeService(t, func(w http.ResponseWriter, r *http.Request) { echoExcept(w, r, "B") })
	d := datasourceFor(t, settingsFor(fake.URL))
	response, err := d.QueryData(context.Background(), &backend.QueryDataRequest{
		Headers: map[string]string{"http_X-Query-Group-Id": "A,B,D"},
		Queries: []backend.DataQuery{queryOver("A", 1e12, `{}`), queryOver("B", 1e12, `{}`), queryOver("C", 1e12, `[1]`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(response.Responses) != 3 {
		t.Fatalf("answered %d refIds: %v", len(response.Responses), response.Responses)
	}
	if a := response.Responses["A"]; a.Error != nil || a.Status != backend.StatusOK {
		t.Errorf("A: %v", a)
	}
	if b := response.Responses["B"]; b.Error == nil || !strings.Contains(b.Error.Error(), "query B") {
		t.Errorf("B was left out and is no error: %v", b)
	}
	if c := response.Responses["C"]; c.Error == nil || c.Status != backend.StatusBadRequest || c.ErrorSource != backend.ErrorSourcePlugin {
		t.Errorf("C is no JSON object and is no error: %v", c)
	}
}

func TestQueryDataExplainsAFailedRequest(t *testing.T) {
	html := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>Welcome</html>"))
	}
	redirect := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://login.example/start?state=secret", http.StatusFound)
	}
	broken := func(w http.ResponseWriter, _ *http.Request) {
		connection, _, _ := w.(http.Hijacker).Hijack()
		_ = connection.Close()
	}
	down, plugin := backend.ErrorSourceDownstream, backend.ErrorSourcePlugin
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		status  int
		source  backend.ErrorSource
		message string
	}{
		{"wrong token", replyJSON(401, `{"error":{"code":"unauthorized","message":"no","hint":""}}`), 401, down, "refuses the access token"},
		{"forbidden", replyJSON(403, `{}`), 403, down, "refuses the access token"},
		{"not the API", html, 502, down, "text/html instead of JSON"},
		{"not found", replyJSON(404, `{}`), 404, down, "without /api/v1"},
		{"redirect", redirect, 502, down, "redirects to https://login.example/start. Enter"},
		{"the service's own words", replyJSON(503, `{"error":{"code":"store","message":"The store is busy.","hint":"Try again."}}`), 503, down, "The store is busy. Try again."},
		{"too much asked", replyJSON(413, `{"error":{"message":"Too many queries."}}`), 413, plugin, "Too many queries."},
		{"bare failure", replyJSON(500, `oops`), 500, down, "HTTP 500 Internal Server Error"},
		{"connection broken", broken, 502, down, "broke before the answer was complete"},
		{"no results", replyJSON(200, `{"ok":true}`), 502, plugin, "it has no results"},
		{"results of another kind", replyJSON(200, `{"results":{"A":{"frames":"many"}}}`), 502, plugin, "query A"},
		{"a frame without types", replyJSON(200, `{"results":{"A":{"status":200,"frames":[{"schema":{"fields":[{"name":"v"}]},"data":{"values":[[1]]}}]}}}`), 502, plugin, "frame 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := newFakeService(t, c.handler)
			answered := askOne(t, datasourceFor(t, settingsFor(fake.URL)))
			expectProblem(t, answered, c.status, c.source, c.message)
			if got := len(fake.requests()); c.name != "connection broken" && got != 1 {
				t.Errorf("%d requests", got)
			}
		})
	}
}

func TestQueryDataExplainsAMissingAnswer(t *testing.T) {
	// Port 1 (tcpmux) has no listener; a port that was just given back may get another test's.
	closed := "http://127.0.0.1:1"
	plain := newFakeService(t, echo)
	secure := httptest.NewTLSServer(http.HandlerFunc(echo))
	secure.Config.ErrorLog = nil
	t.Cleanup(secure.Close)
	down := backend.ErrorSourceDownstream
	for _, c := range []struct {
		name, url string
		status    int
		message   string
	}{
		{"service down", closed, 502, "Nothing listens at " + closed},
		{"in a container", closed, 502, "127.0.0.1 is that container"},
		{"unknown host", "http://plumbline.invalid:3300", 502, "plumbline.invalid cannot be resolved"},
		{"no TLS there", strings.Replace(plain.URL, "http://", "https://", 1), 502, "does not speak TLS"},
		{"unknown certificate", secure.URL, 502, "is not trusted"},
		{"no URL", "", 400, "No URL is set"},
		{"no address", "plumbline:3300", 400, "not an http or https address"},
		{"password in the URL", "http://me:hunter2@" + strings.TrimPrefix(closed, "http://"), 502, "Nothing listens at http://me:xxxxx@"},
	} {
		t.Run(c.name, func(t *testing.T) {
			expectProblem(t, askOne(t, datasourceFor(t, settingsFor(c.url))), c.status, down, c.message)
		})
	}
}

func TestQueryDataUsesTheTimeoutOfTheSettings(t *testing.T) {
	release := make(chan struct{})
	fake := newFakeService(t, func(http.ResponseWriter, *http.Request) { <-release })
	t.Cleanup(func() { close(release) })
	settings := settingsFor(fake.URL)
	settings.JSONData = []byte(`{"timeout":1}`)
	expectProblem(t, askOne(t, datasourceFor(t, settings)), 504, backend.ErrorSourceDownstream, "within 1s")
}

func TestQueryDataStopsWhenGrafanaCancels(t *testing.T) {
	arrived, gone := make(chan struct{}), make(chan struct{})
	fake := newFakeService(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
		close(gone)
	})
	d := datasourceFor(t, settingsFor(fake.URL))
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-arrived; cancel() }()
	_, err := d.QueryData(ctx, &backend.QueryDataRequest{Queries: []backend.DataQuery{queryOver("A", 1e12, `{}`)}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	<-gone
}

func TestAnswersAreBounded(t *testing.T) {
	fake := newFakeService(t, replyJSON(200, `{"results":{"A":{"status":200,"frames":[]}}}`+strings.Repeat(" ", 2000)))
	d := datasourceFor(t, settingsFor(fake.URL))
	if answered := askOne(t, d); answered.Error != nil {
		t.Fatalf("below the bound: %v", answered.Error)
	}
	d.service.limit = 1000
	expectProblem(t, askOne(t, d), 413, backend.ErrorSourceDownstream, "Narrow the time range")
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(replyJSON(500, `{"error":{"message":"always"}}`))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	d := datasourceFor(t, settingsFor(server.URL))
	for range 10 {
		askOne(t, d)
	}
	if got := opened.Load(); got != 1 {
		t.Errorf("%d connections for ten calls in a row", got)
	}
}

func askOne(t *testing.T, d *Datasource) backend.DataResponse {
	t.Helper()
	response, err := d.QueryData(context.Background(), &backend.QueryDataRequest{
		Headers: map[string]string{"http_X-Query-Group-Id": "A"},
		Queries: []backend.DataQuery{queryOver("A", 1e12, `{"kind":"good"}`)},
	})
	if err != nil {
		t.Fatalf("the whole call failed: %v", err)
	}
	return response.Responses["A"]
}

func expectProblem(t *testing.T, got backend.DataResponse, status int, source backend.ErrorSource, message string) {
	t.Helper()
	if got.Error == nil {
		t.Fatalf("no error, but %v", got)
	}
	if int(got.Status) != status || got.ErrorSource != source {
		t.Errorf("status %d from %s, want %d from %s", got.Status, got.ErrorSource, status, source)
	}
	if text := got.Error.Error(); !strings.Contains(text, message) {
		t.Errorf("message %q does not say %q", text, message)
	}
	for _, secret := range []string{testToken, "hunter2", "state=secret"} {
		if strings.Contains(got.Error.Error(), secret) {
			t.Errorf("the message shows a secret: %q", got.Error)
		}
	}
}
