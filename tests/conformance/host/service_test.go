//go:build unix

package host

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// plan is what the TypeScript test writes for a running service: where it is and what to ask it.
type plan struct {
	URL   string `json:"url"`
	Token string `json:"token"`
	Cases []struct {
		Name  string          `json:"name"`
		From  int64           `json:"from"`
		To    int64           `json:"to"`
		Query json.RawMessage `json:"query"`
		// Alert is true for a query that an alert rule may ask.
		Alert bool `json:"alert"`
		// MinRows is how many rows all frames must have together.
		MinRows int `json:"minRows"`
		// Error is a part of the error that is expected; empty for none.
		Error string `json:"error"`
	} `json:"cases"`
	// Resources are paths, with a query, that must answer JSON.
	Resources []string `json:"resources"`
}

func planned(t *testing.T) plan {
	t.Helper()
	path := os.Getenv("PLUMBLINE_CONFORMANCE_PLAN")
	if path == "" {
		t.Skip("PLUMBLINE_CONFORMANCE_PLAN does not name a plan (npx jest tests/conformance writes it)")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var p plan
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p plan) request(refID string, i int) *backend.QueryDataRequest {
	c := p.Cases[i]
	headers := map[string]string{}
	if c.Alert {
		headers["FromAlert"] = "true"
	}
	return &backend.QueryDataRequest{
		PluginContext: pluginContext(p.URL, p.Token),
		Headers:       headers,
		Queries: []backend.DataQuery{{
			RefID: refID, JSON: c.Query, Interval: time.Minute, MaxDataPoints: 1000,
			TimeRange: backend.TimeRange{From: time.UnixMilli(c.From), To: time.UnixMilli(c.To)},
		}},
	}
}

func TestServiceHealth(t *testing.T) {
	p := planned(t)
	process, _ := started(t, p.Token)
	for _, c := range []struct {
		name, url, token string
		status           backend.HealthStatus
	}{
		{"good", p.URL, p.Token, backend.HealthStatusOk},
		{"wrong token", p.URL, "certainly-not-the-token", backend.HealthStatusError},
		{"service down", "http://127.0.0.1:1", p.Token, backend.HealthStatusError},
		{"wrong URL", p.URL + "/elsewhere", p.Token, backend.HealthStatusError},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := pluginContext(c.url, c.token)
			in.DataSourceInstanceSettings.UID = c.name
			result, err := process.CheckHealth(within(t), &backend.CheckHealthRequest{PluginContext: in})
			if err != nil || result.Status != c.status {
				t.Errorf("got %v, %v, want %s", result, err, c.status)
			}
		})
	}
}

func TestServiceAnswers(t *testing.T) {
	p := planned(t)
	process, _ := started(t, p.Token)
	for i, c := range p.Cases {
		t.Run(c.Name, func(t *testing.T) {
			response, err := process.QueryData(within(t), p.request("A", i))
			if err != nil {
				t.Fatal(err)
			}
			answered := response.Responses["A"]
			if c.Error != "" {
				if answered.Error == nil || !strings.Contains(answered.Error.Error(), c.Error) || !answered.ErrorSource.IsValid() {
					t.Errorf("got error %v from %q, want %q", answered.Error, answered.ErrorSource, c.Error)
				}
				return
			}
			if answered.Error != nil {
				t.Fatal(answered.Error)
			}
			rows := 0
			for _, frame := range answered.Frames {
				rows += frame.Rows()
			}
			if rows < c.MinRows {
				t.Errorf("%d rows, want %d or more", rows, c.MinRows)
			}
			if err := CheckContract("A", answered.Frames); err != nil {
				t.Error(err)
			}
			if !c.Alert {
				return
			}
			input, err := ReadForAlert(answered.Frames)
			if err != nil {
				t.Errorf("as an alert query: %v", err)
			}
			if input.NoData != (c.MinRows == 0) {
				t.Errorf("as an alert query: no data is %t", input.NoData)
			}
		})
	}
}

// largeRows is where a case is too heavy to be asked several times at once on a small machine.
const largeRows = 10_000

// TestServiceTakesFiftyAtOnce asks the cases in turn until fifty run side by side; each must get its own refId back.
func TestServiceTakesFiftyAtOnce(t *testing.T) {
	p := planned(t)
	process, _ := started(t, p.Token)
	ctx := within(t)
	var running sync.WaitGroup
	for n := range 50 {
		i := n % len(p.Cases)
		if p.Cases[i].MinRows > largeRows {
			i = 0
		}
		running.Go(func() {
			refID := fmt.Sprintf("Q%d", n)
			response, err := process.QueryData(ctx, p.request(refID, i))
			if err != nil {
				t.Errorf("%s: %v", refID, err)
				return
			}
			answered, found := response.Responses[refID]
			if !found || (answered.Error != nil) != (p.Cases[i].Error != "") {
				t.Errorf("%s (%s): found %t, error %v", refID, p.Cases[i].Name, found, answered.Error)
			}
		})
	}
	running.Wait()
}

func TestServiceResources(t *testing.T) {
	p := planned(t)
	process, _ := started(t, p.Token)
	for _, address := range p.Resources {
		t.Run(address, func(t *testing.T) {
			path, _, _ := strings.Cut(address, "?")
			got, err := process.CallResource(within(t), &backend.CallResourceRequest{
				PluginContext: pluginContext(p.URL, p.Token), Method: "GET", Path: path, URL: address,
			})
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != 200 || !json.Valid(got.Body) {
				t.Errorf("got %d %.300s", got.Status, got.Body)
			}
		})
	}
}
