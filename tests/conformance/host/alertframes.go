package host

import (
	"errors"
	"fmt"

	"github.com/grafana/dataplane/sdata"
	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// AlertInput is what an alert rule gets out of the frames of one query.
type AlertInput struct {
	// Reader names the way in which Grafana reads the frames.
	Reader string
	// NoData is the rule's "no data" state.
	NoData bool
	// Series is true for time series, which a rule must reduce before its condition.
	Series bool
	// Labels has the labels of each alert instance.
	Labels []data.Labels
	// Values has the number of each instance, nil for null; empty for series.
	Values []*float64
}

// ReadForAlert treats frames as Grafana's server-side expressions do for an alert rule, in the same order: typed frames
// by the data-plane reader, a table with one number column as a set of numbers, everything else as wide time series. An
// error is what would put the rule into its error state.
func ReadForAlert(frames data.Frames) (AlertInput, error) {
	input, err := read(frames)
	if err != nil {
		return AlertInput{}, err
	}
	// A rule whose condition comes out without any instance is in its "no data" state, however the frames said so.
	input.NoData = len(input.Labels) == 0
	// Names are dropped on the way to an instance, so labels alone must tell instances apart.
	seen := map[string]bool{}
	for _, labels := range input.Labels {
		key := labels.String()
		if seen[key] {
			return AlertInput{}, fmt.Errorf("two results with the labels {%s}: an alert instance cannot be told from the other", key)
		}
		seen[key] = true
	}
	return input, nil
}

func read(frames data.Frames) (AlertInput, error) {
	if len(frames) == 0 {
		return AlertInput{Reader: "no frames"}, nil
	}
	if first := frames[0]; first.Meta != nil && first.Meta.Type != "" && !first.Meta.TypeVersion.IsZero() {
		kind, err := reader.CanReadBasedOnMeta(frames)
		var otherVersion *sdata.VersionWarning
		if err == nil || errors.As(err, &otherVersion) {
			return readTyped(kind, frames)
		}
	}
	if len(frames) == 1 {
		if len(frames[0].Fields) == 0 {
			return AlertInput{Reader: "empty frame"}, nil
		}
		if isNumberTable(frames[0]) {
			return readNumberTable(frames[0])
		}
	}
	return readWide(frames)
}

func readTyped(kind data.FrameType, frames data.Frames) (AlertInput, error) {
	input := AlertInput{Reader: "dataplane " + string(kind)}
	switch kind.Kind() {
	case data.KindNumeric:
		collection, err := numeric.CollectionReaderFromFrames(frames)
		if err != nil {
			return input, err
		}
		found, err := collection.GetCollection(false)
		if err != nil {
			return input, err
		}
		for _, ref := range found.Refs {
			value, _, err := ref.NullableFloat64Value()
			if err != nil {
				return input, err
			}
			input.Labels, input.Values = append(input.Labels, ref.GetLabels()), append(input.Values, value)
		}
	case data.KindTimeSeries:
		collection, err := timeseries.CollectionReaderFromFrames(frames)
		if err != nil {
			return input, err
		}
		found, err := collection.GetCollection(false)
		if err != nil {
			return input, err
		}
		input.Series = true
		for _, ref := range found.Refs {
			input.Labels = append(input.Labels, ref.GetLabels())
		}
	default:
		return input, fmt.Errorf("frames of kind %s cannot be used in expressions", kind.Kind())
	}
	return input, nil
}

// isNumberTable: no time series, one number column, beside it text columns only.
func isNumberTable(frame *data.Frame) bool {
	if frame.TimeSeriesSchema().Type != data.TimeSeriesTypeNot {
		return false
	}
	numbers := 0
	for _, field := range frame.Fields {
		switch {
		case field.Type().Numeric():
			numbers++
		case field.Type() != data.FieldTypeString && field.Type() != data.FieldTypeNullableString:
			return false
		}
	}
	return numbers == 1
}

func readNumberTable(frame *data.Frame) (AlertInput, error) {
	input := AlertInput{Reader: "number set"}
	for row := range frame.Rows() {
		labels := data.Labels{}
		for _, field := range frame.Fields {
			if !field.Type().Numeric() {
				text, set := field.ConcreteAt(row)
				if !set {
					return input, fmt.Errorf("row %d has no %s: a label cannot be null", row, field.Name)
				}
				labels[field.Name] = text.(string)
				continue
			}
			value, err := field.NullableFloatAt(row)
			if err != nil {
				return input, err
			}
			input.Values = append(input.Values, value)
		}
		input.Labels = append(input.Labels, labels)
	}
	return input, nil
}

func readWide(frames data.Frames) (AlertInput, error) {
	input := AlertInput{Reader: "wide series", Series: true}
	for _, frame := range frames {
		schema := frame.TimeSeriesSchema()
		if schema.Type != data.TimeSeriesTypeWide {
			return input, fmt.Errorf("input data must be a wide series but got type %s (frame %q)", schema.Type, frame.Name)
		}
		for _, index := range schema.ValueIndices {
			input.Labels = append(input.Labels, frame.Fields[index].Labels)
		}
	}
	return input, nil
}
