package plugin

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

const testToken = "token-of-sixteen-or-more"

// recorded is one request as the service saw it.
type recorded struct {
	method, path, query string
	header              http.Header
	body                map[string]any
}

// fakeService answers every request with the given handler and keeps what it was asked.
type fakeService struct {
	*httptest.Server
	lock sync.Mutex
	seen []recorded
}

func newFakeService(t *testing.T, handler http.HandlerFunc) *fakeService {
	t.Helper()
	fake := &fakeService{}
	fake.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		request := recorded{method: r.Method, path: r.URL.EscapedPath(), query: r.URL.RawQuery, header: r.Header.Clone()}
		_ = json.Unmarshal(text, &request.body)
		fake.lock.Lock()
		fake.seen = append(fake.seen, request)
		fake.lock.Unlock()
		handler(w, r)
	}))
	t.Cleanup(fake.Close)
	return fake
}

func (f *fakeService) requests() []recorded {
	f.lock.Lock()
	defer f.lock.Unlock()
	return append([]recorded(nil), f.seen...)
}

// replyJSON is a handler that always answers the same.
func replyJSON(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// settingsFor are the settings of a data source with a token.
func settingsFor(url string) backend.DataSourceInstanceSettings {
	return backend.DataSourceInstanceSettings{
		UID: "plumbline", URL: url, JSONData: []byte(`{}`), DecryptedSecureJSONData: map[string]string{"token": testToken},
	}
}

func datasourceFor(t *testing.T, settings backend.DataSourceInstanceSettings) *Datasource {
	t.Helper()
	instance, err := New(context.Background(), settings)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	d, ok := instance.(*Datasource)
	if !ok {
		t.Fatalf("New made a %T", instance)
	}
	t.Cleanup(d.Dispose)
	return d
}

// queryOver asks for one refId over the hour that ends at `to` milliseconds.
func queryOver(refID string, to int64, model string) backend.DataQuery {
	end := time.UnixMilli(to)
	return backend.DataQuery{
		RefID: refID, JSON: []byte(model), Interval: time.Minute, MaxDataPoints: 500,
		TimeRange: backend.TimeRange{From: end.Add(-time.Hour), To: end},
	}
}
