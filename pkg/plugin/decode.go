package plugin

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// result is the answer to one query as the service writes it: a result of Grafana's /api/ds/query.
type result struct {
	Status      int               `json:"status"`
	Frames      []json.RawMessage `json:"frames"`
	Error       string            `json:"error"`
	ErrorSource string            `json:"errorSource"`
}

// resultsOf takes the answer to a query request apart by refId, leaving each result undecoded, so that one that cannot
// be read does not cost the others.
func (d *Datasource) resultsOf(a *answer) (map[string]json.RawMessage, error) {
	if problem := d.service.explainAnswer(a); problem != nil {
		return nil, problem
	}
	var body struct {
		Results map[string]json.RawMessage `json:"results"`
	}
	if err := json.Unmarshal(a.body, &body); err != nil || body.Results == nil {
		return nil, unreadable("it has no results")
	}
	return body.Results, nil
}

// decodeResult reads one result into the SDK's frames.
func decodeResult(refID string, raw json.RawMessage) backend.DataResponse {
	if raw == nil {
		return unreadable("it leaves query %s out", refID).response()
	}
	var r result
	if err := json.Unmarshal(raw, &r); err != nil {
		return unreadable("query %s: %v", refID, err).response()
	}
	response := backend.DataResponse{Status: backend.Status(r.Status), Frames: make(data.Frames, 0, len(r.Frames))}
	for i, text := range r.Frames {
		frame := &data.Frame{}
		if err := json.Unmarshal(text, frame); err != nil {
			return unreadable("query %s, frame %d: %v", refID, i, err).response()
		}
		frame.RefID = refID
		response.Frames = append(response.Frames, frame)
	}
	if r.Error != "" {
		response.Error = errors.New(r.Error)
		response.ErrorSource = sourceOf(r.ErrorSource)
	}
	if !response.Status.IsValid() {
		response.Status = defaultStatus(response.Error)
	}
	return response
}

func sourceOf(text string) backend.ErrorSource {
	if source := backend.ErrorSource(text); source.IsValid() {
		return source
	}
	return backend.DefaultErrorSource
}

func defaultStatus(err error) backend.Status {
	if err != nil {
		return backend.StatusInternal
	}
	return backend.StatusOK
}

// unreadable is an answer against the contract: most often a service and a plugin of different versions.
func unreadable(format string, values ...any) *serviceError {
	return &serviceError{
		status: http.StatusBadGateway,
		source: backend.ErrorSourcePlugin,
		message: "The answer of the Plumbline service cannot be read (" + fmt.Sprintf(format, values...) +
			"). Are the service and the Grafana plugin of the same version?",
	}
}
