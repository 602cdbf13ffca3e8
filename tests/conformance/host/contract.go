package host

import (
	"fmt"
	"time"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// CheckContract holds the frames of one answer to Grafana's data-plane contract. Frames of one type that stand next to
// each other are read together, because a multi-frame type is a set; an answer may hold several such sets.
func CheckContract(refID string, frames data.Frames) error {
	for start := 0; start < len(frames); {
		end := start + 1
		for end < len(frames) && typeOf(frames[end]) == typeOf(frames[start]) && isMulti(typeOf(frames[start])) {
			end++
		}
		if err := checkSet(refID, frames[start:end]); err != nil {
			return fmt.Errorf("frame %d (%s): %w", start, typeOf(frames[start]), err)
		}
		start = end
	}
	return nil
}

func typeOf(frame *data.Frame) data.FrameType {
	if frame.Meta == nil {
		return data.FrameTypeUnknown
	}
	return frame.Meta.Type
}

func isMulti(kind data.FrameType) bool {
	return kind == data.FrameTypeTimeSeriesMulti || kind == data.FrameTypeNumericMulti
}

func checkSet(refID string, frames data.Frames) error {
	for _, frame := range frames {
		if frame.RefID != refID {
			return fmt.Errorf("refId is %q instead of %q", frame.RefID, refID)
		}
		if _, err := frame.RowLen(); err != nil {
			return err
		}
		if err := namesAreUnique(frame); err != nil {
			return err
		}
	}
	kind := typeOf(frames[0])
	switch kind.Kind() {
	case data.KindNumeric, data.KindTimeSeries:
	default:
		// Tables, logs and untyped frames have no reader.
		return nil
	}
	if _, err := reader.CanReadBasedOnMeta(frames); err != nil {
		return err
	}
	items, err := itemsOf(kind, frames)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, item := range items {
		if seen[item] {
			return fmt.Errorf("two items are %s", item)
		}
		seen[item] = true
	}
	return nil
}

// itemsOf reads a set with Grafana's own reader and names each number or series by metric and labels. The reader's
// validation of values is left off: it is not implemented for the long formats. timesAscend stands in for it.
func itemsOf(kind data.FrameType, frames data.Frames) ([]string, error) {
	var items []string
	if kind.Kind() == data.KindNumeric {
		collection, err := numeric.CollectionReaderFromFrames(frames)
		if err != nil {
			return nil, err
		}
		found, err := collection.GetCollection(false)
		for _, ref := range found.Refs {
			items = append(items, fmt.Sprintf("%s{%s}", ref.GetMetricName(), ref.GetLabels()))
		}
		return items, err
	}
	if err := timesAscend(frames); err != nil {
		return nil, err
	}
	collection, err := timeseries.CollectionReaderFromFrames(frames)
	if err != nil {
		return nil, err
	}
	found, err := collection.GetCollection(false)
	for _, ref := range found.Refs {
		items = append(items, fmt.Sprintf("%s{%s}", ref.GetMetricName(), ref.GetLabels()))
	}
	return items, err
}

// namesAreUnique: panels and expressions address a field by its name and labels.
func namesAreUnique(frame *data.Frame) error {
	seen := map[string]bool{}
	for _, field := range frame.Fields {
		key := field.Name + field.Labels.String()
		if seen[key] {
			return fmt.Errorf("two fields are named %s", key)
		}
		seen[key] = true
	}
	return nil
}

func timesAscend(frames data.Frames) error {
	for _, frame := range frames {
		if len(frame.Fields) == 0 {
			continue
		}
		index := frame.TypeIndices(data.FieldTypeTime)
		if len(index) == 0 {
			return fmt.Errorf("a time series without a time field that is never null")
		}
		for row := 1; row < frame.Rows(); row++ {
			before, _ := frame.ConcreteAt(index[0], row-1)
			at, _ := frame.ConcreteAt(index[0], row)
			if at.(time.Time).Before(before.(time.Time)) {
				return fmt.Errorf("row %d lies before the row above it", row)
			}
		}
	}
	return nil
}
