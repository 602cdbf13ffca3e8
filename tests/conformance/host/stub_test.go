package host

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const stubToken = "conformance-secret-token"

// stubService has the routes of the Plumbline service and answers as the queries themselves say: `golden` names a file,
// `rows` asks for that many, `fail` fails, `wait` answers only when the test lets go.
type stubService struct {
	*httptest.Server
	release chan struct{}
	// waiting gets a value for each query that waits, dropped for each whose caller went away.
	waiting, dropped chan struct{}
	lock             sync.Mutex
	headers          []http.Header
}

type stubQuery struct {
	RefID  string `json:"refId"`
	Golden string `json:"golden"`
	Rows   int    `json:"rows"`
	Fail   bool   `json:"fail"`
	Wait   bool   `json:"wait"`
}

func newStub(t *testing.T) *stubService {
	t.Helper()
	stub := &stubService{release: make(chan struct{}), waiting: make(chan struct{}, 100), dropped: make(chan struct{}, 100)}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /api/v1/health", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, `{"product":"plumbline","status":"ok","version":"0.0.0-stub"}`)
	})
	routes.HandleFunc("POST /api/v1/query", stub.query)
	routes.HandleFunc("GET /api/v1/resources/values", func(w http.ResponseWriter, r *http.Request) {
		reply(w, http.StatusOK, fmt.Sprintf(`{"values":[{"value":%q}]}`, r.URL.Query().Get("field")))
	})
	stub.Server = httptest.NewServer(routes)
	t.Cleanup(stub.Close)
	return stub
}

func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

func (s *stubService) query(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+stubToken {
		reply(w, http.StatusUnauthorized, `{"error":{"code":"unauthorized","message":"Unknown token.","hint":""}}`)
		return
	}
	s.lock.Lock()
	s.headers = append(s.headers, r.Header.Clone())
	s.lock.Unlock()
	var body struct{ Queries []stubQuery }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		reply(w, http.StatusBadRequest, `{"error":{"code":"bad_request","message":"Not JSON.","hint":""}}`)
		return
	}
	results := make([]string, 0, len(body.Queries))
	for _, query := range body.Queries {
		if query.Wait {
			s.waiting <- struct{}{}
			select {
			case <-s.release:
			case <-r.Context().Done():
				s.dropped <- struct{}{}
				return
			}
		}
		results = append(results, fmt.Sprintf("%q:%s", query.RefID, resultOf(query)))
	}
	reply(w, http.StatusOK, `{"results":{`+strings.Join(results, ",")+`}}`)
}

func resultOf(q stubQuery) string {
	switch {
	case q.Fail:
		return `{"status":400,"frames":[],"error":"Unknown field.","errorSource":"plugin"}`
	case q.Golden != "":
		text, err := os.ReadFile(filepath.Join("..", "..", "fixtures", "golden", q.Golden+".json"))
		var body struct{ Results map[string]json.RawMessage }
		if err != nil || json.Unmarshal(text, &body) != nil {
			return `{"status":500,"frames":[],"error":"no such golden file"}`
		}
		return string(body.Results["A"])
	default:
		return rowsResult(q.Rows)
	}
}

// rowsResult is a table of a time, a text and a number: row i lies i seconds after 2026-01-01 and holds i/2.
func rowsResult(rows int) string {
	const start = 1_767_225_600_000
	times, texts, numbers := make([]string, rows), make([]string, rows), make([]string, rows)
	for i := range rows {
		times[i] = fmt.Sprint(start + 1000*i)
		texts[i] = fmt.Sprintf("%q", fmt.Sprintf("trace-%08d", i))
		numbers[i] = fmt.Sprint(float64(i) / 2)
	}
	return `{"status":200,"frames":[{"schema":{"refId":"A","name":"rows","meta":{"type":"table","typeVersion":[0,0]},"fields":[` +
		`{"name":"time","type":"time","typeInfo":{"frame":"time","nullable":false}},` +
		`{"name":"trace_id","type":"string","typeInfo":{"frame":"string","nullable":false}},` +
		`{"name":"value","type":"number","typeInfo":{"frame":"float64","nullable":true}}]},"data":{"values":[[` +
		strings.Join(times, ",") + `],[` + strings.Join(texts, ",") + `],[` + strings.Join(numbers, ",") + `]]}}]}`
}
