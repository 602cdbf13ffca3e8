package host

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// goldenFrames are the frames of query A of a golden answer.
func goldenFrames(t *testing.T, name string) data.Frames {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "fixtures", "golden", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var body struct {
		Results map[string]struct{ Frames data.Frames }
	}
	if err := json.Unmarshal(text, &body); err != nil {
		t.Fatal(err)
	}
	return body.Results["A"].Frames
}

func number(value float64) *float64 { return &value }

func TestReadForAlert(t *testing.T) {
	table := func(fields ...*data.Field) data.Frames { return data.Frames{data.NewFrame("", fields...)} }
	typed := func(kind data.FrameType, fields ...*data.Field) data.Frames {
		frame := data.NewFrame("", fields...)
		frame.Meta = &data.FrameMeta{Type: kind, TypeVersion: data.FrameTypeVersion{0, 1}}
		return data.Frames{frame}
	}
	topics := data.NewField("topic", nil, []string{"a", "b"})
	means := data.NewField("mean", nil, []*float64{number(4.5), nil})
	for _, c := range []struct {
		name   string
		frames data.Frames
		want   AlertInput
	}{
		{"no frames", goldenFrames(t, "no_frames"), AlertInput{Reader: "no frames", NoData: true}},
		{"typed frame without fields", goldenFrames(t, "no_data"), AlertInput{Reader: "dataplane numeric-long", NoData: true}},
		{"untyped frame without fields", table(), AlertInput{Reader: "empty frame", NoData: true}},
		{"a table without rows", typed(data.FrameTypeNumericLong, data.NewField("topic", nil, []string{}), data.NewField("n", nil, []float64{})),
			AlertInput{Reader: "dataplane numeric-long", NoData: true}},
		{"numeric-long with one number", goldenFrames(t, "alert_number"), AlertInput{
			Reader: "dataplane numeric-long",
			Labels: []data.Labels{
				{"dimension": "factuality", "topic": "return policy"}, {"dimension": "factuality", "topic": "shipping"},
				{"dimension": "relevance", "topic": "return policy"},
			},
			Values: []*float64{number(2), number(1), nil},
		}},
		{"series", goldenFrames(t, "alert_series"), AlertInput{
			Reader: "dataplane timeseries-multi", Series: true,
			Labels: []data.Labels{{"dimension": "factuality", "prompt_version": "v1"}, {"dimension": "factuality", "prompt_version": "v2"}},
		}},
		{"untyped table", table(topics, means), AlertInput{
			Reader: "number set", Labels: []data.Labels{{"topic": "a"}, {"topic": "b"}}, Values: []*float64{number(4.5), nil},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ReadForAlert(c.frames)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v\nwant %+v", got, c.want)
			}
		})
	}
	for _, c := range []struct {
		name, problem string
		frames        data.Frames
	}{
		{"a label set twice", "cannot be told", typed(data.FrameTypeNumericLong, data.NewField("topic", nil, []string{"a", "a"}), means)},
		{"two numbers a row", "cannot be told", goldenFrames(t, "good_panel")[:1]},
		{"an untyped table with two numbers", "wide series", table(topics, means, data.NewField("n", nil, []float64{1, 2}))},
		{"a table with a bool", "wide series", table(topics, means, data.NewField("is_rate", nil, []bool{true, false}))},
		{"a null label", "cannot be null", table(data.NewField("topic", nil, []*string{nil}), data.NewField("n", nil, []float64{1}))},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := ReadForAlert(c.frames); err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestCheckContract(t *testing.T) {
	for _, name := range []string{"good_panel", "alert_number", "alert_series", "sql_table", "no_data", "no_frames"} {
		if err := CheckContract("A", goldenFrames(t, name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, c := range []struct {
		name, problem string
		spoil         func(data.Frames)
	}{
		{"another refId", "refId", func(f data.Frames) { f[0].RefID = "B" }},
		{"no version", "version", func(f data.Frames) { f[0].Meta.TypeVersion = data.FrameTypeVersion{} }},
		{"columns of two lengths", "length", func(f data.Frames) { f[0].Fields[2].Append(number(1)) }},
		{"two fields of one name", "two fields", func(f data.Frames) { f[0].Fields[2].Name = f[0].Fields[3].Name }},
		{"one topic in two rows", "two items", func(f data.Frames) { f[0].Fields[0].Set(1, f[0].Fields[0].At(0)) }},
		{"rows out of order", "lies before", func(f data.Frames) {
			field := f[1].Fields[0]
			last, first := field.CopyAt(1), field.CopyAt(0)
			field.Set(0, last)
			field.Set(1, first)
		}},
		{"time that may be null", "never null", func(f data.Frames) {
			f[1].Fields[0] = data.NewFieldFromFieldType(data.FieldTypeNullableTime, 2)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			frames := goldenFrames(t, "good_panel")
			c.spoil(frames)
			if err := CheckContract("A", frames); err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("got %v", err)
			}
		})
	}
	if kinds := []data.FrameType{typeOf(goldenFrames(t, "good_panel")[0]), typeOf(data.NewFrame(""))}; !slices.Equal(kinds, []data.FrameType{"numeric-long", ""}) {
		t.Errorf("types are %v", kinds)
	}
}
