package plugin

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// golden asks for A, B and C of a file that the TypeScript tests hold to the service's own types.
func golden(t *testing.T, name string) backend.Responses {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("..", "..", "tests", "fixtures", "golden", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	fake := newFakeService(t, replyJSON(http.StatusOK, string(body)))
	response, err := datasourceFor(t, settingsFor(fake.URL)).QueryData(context.Background(), &backend.QueryDataRequest{
		Queries: []backend.DataQuery{queryOver("A", 1e12, `{}`), queryOver("B", 1e12, `{}`), queryOver("C", 1e12, `{}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Responses
}

func TestGoldenAnswersAreDecoded(t *testing.T) {
	type shape struct {
		kind         data.FrameType
		fields, rows int
	}
	long, series, multi := data.FrameTypeNumericLong, data.FrameTypeTimeSeriesLong, data.FrameTypeTimeSeriesMulti
	for name, want := range map[string][]shape{
		"good_panel":   {{long, 31, 2}, {series, 7, 2}, {data.FrameTypeTable, 5, 5}},
		"alert_number": {{long, 3, 3}},
		"alert_series": {{multi, 2, 3}, {multi, 2, 3}},
		"sql_table":    {{data.FrameTypeTable, 5, 3}},
		"no_data":      {{long, 0, 0}},
		"no_frames":    {},
		"mixed":        {{long, 31, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			a := golden(t, name)["A"]
			if a.Error != nil || a.Status != backend.StatusOK {
				t.Fatalf("status %d, error %v", a.Status, a.Error)
			}
			got := []shape{}
			for _, frame := range a.Frames {
				got = append(got, shape{frame.Meta.Type, len(frame.Fields), frame.Rows()})
				if frame.RefID != "A" {
					t.Errorf("refId is %q", frame.RefID)
				}
				// The way to Grafana is Arrow: what does not survive it would be lost there.
				wire, err := frame.MarshalArrow()
				if err != nil {
					t.Fatal(err)
				}
				back, err := data.UnmarshalArrowFrame(wire)
				if err != nil || back.Rows() != frame.Rows() {
					t.Errorf("over the wire: %v, %v", back, err)
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestGoldenValuesAreKept(t *testing.T) {
	table := golden(t, "sql_table")["A"].Frames[0]
	for _, c := range []struct {
		field string
		row   int
		want  any
	}{
		{"seen", 1, time.UnixMilli(1_767_225_600_001)},
		{"topic", 0, ""},
		{"topic", 1, "Rückgabe 退货 \"quoted\"\n"},
		{"topic", 2, nil},
		{"requests", 1, int64(9_007_199_254_740_991)},
		{"requests", 2, int64(-1)},
		{"failed", 0, true},
		{"failed", 2, nil},
		{"cost", 1, 1e-12},
		{"cost", 2, nil},
	} {
		field, _ := table.FieldByName(c.field)
		got, set := field.ConcreteAt(c.row)
		if !set {
			got = nil
		}
		if at, isTime := got.(time.Time); isTime {
			if !at.Equal(c.want.(time.Time)) {
				t.Errorf("%s[%d] is %v", c.field, c.row, at)
			}
		} else if got != c.want {
			t.Errorf("%s[%d] is %v, want %v", c.field, c.row, got, c.want)
		}
	}
	cost, _ := table.FieldByName("cost")
	if cost.Config.Unit != "currencyUSD" || *cost.Config.Decimals != 4 || cost.Config.DisplayNameFromDS != "Cost" {
		t.Errorf("config is %+v", cost.Config)
	}
	if notices := table.Meta.Notices; len(notices) != 1 || notices[0].Severity != data.NoticeSeverityWarning {
		t.Errorf("notices are %v", notices)
	}
	series := golden(t, "alert_series")["A"].Frames[1].Fields[1]
	if want := (data.Labels{"dimension": "factuality", "prompt_version": "v2"}); !series.Labels.Equals(want) {
		t.Errorf("labels are %v", series.Labels)
	}
}

func TestGoldenErrorsKeepStatusAndSource(t *testing.T) {
	responses := golden(t, "mixed")
	for refID, want := range map[string]backend.DataResponse{
		"B": {Status: 400, ErrorSource: backend.ErrorSourcePlugin},
		"C": {Status: 504, ErrorSource: backend.ErrorSourceDownstream},
	} {
		got := responses[refID]
		if got.Error == nil || got.Status != want.Status || got.ErrorSource != want.ErrorSource {
			t.Errorf("%s: %d %s %v", refID, got.Status, got.ErrorSource, got.Error)
		}
	}
	if text := responses["B"].Error.Error(); !strings.Contains(text, "Did you mean topic?") {
		t.Errorf("B says %q", text)
	}
}
