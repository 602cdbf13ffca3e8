package plugin

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

const queryPath = "api/v1/query"

// maxQueriesPerCall is what the service takes in one request.
const maxQueriesPerCall = 100

// batch is what goes to the service in one request: queries over the same time range.
type batch struct {
	// from and to are milliseconds since 1970-01-01 UTC.
	from, to int64
	queries  []backend.DataQuery
}

// QueryData sends the queries of a panel or an alert rule to the service, one request a time range, and answers every
// refId that was asked. A failed request is the error of its own queries only.
func (d *Datasource) QueryData(ctx context.Context, request *backend.QueryDataRequest) (*backend.QueryDataResponse, error) {
	response := backend.NewQueryDataResponse()
	if d.problem != nil {
		for _, query := range request.Queries {
			response.Responses[query.RefID] = d.problem.response()
		}
		return response, nil
	}
	headers := headersFor(request.PluginContext, request.Headers)
	var (
		lock    sync.Mutex
		running sync.WaitGroup
	)
	for _, batch := range batches(request.Queries) {
		running.Go(func() {
			answers := d.answerBatch(ctx, batch, headers)
			lock.Lock()
			defer lock.Unlock()
			for refID, answered := range answers {
				response.Responses[refID] = answered
			}
		})
	}
	running.Wait()
	// Nobody reads the answer of a cancelled call; the SDK counts the plain error as cancelled, not as failed.
	if errors.Is(ctx.Err(), context.Canceled) {
		return nil, ctx.Err()
	}
	return response, nil
}

// batches sorts the queries by time range, in the order in which the ranges first appear.
func batches(queries []backend.DataQuery) []batch {
	var sorted []batch
	for _, query := range queries {
		from, to := query.TimeRange.From.UnixMilli(), query.TimeRange.To.UnixMilli()
		found := false
		for i := range sorted {
			if sorted[i].from == from && sorted[i].to == to && len(sorted[i].queries) < maxQueriesPerCall {
				sorted[i].queries = append(sorted[i].queries, query)
				found = true
				break
			}
		}
		if !found {
			sorted = append(sorted, batch{from: from, to: to, queries: []backend.DataQuery{query}})
		}
	}
	return sorted
}

// answerBatch answers exactly the refIds of the batch.
func (d *Datasource) answerBatch(ctx context.Context, b batch, headers http.Header) backend.Responses {
	body, responses := b.body()
	if body == nil {
		return responses
	}
	answered, err := d.service.call(ctx, request{method: http.MethodPost, path: queryPath, body: body, headers: headers})
	var results map[string]json.RawMessage
	if err == nil {
		results, err = d.resultsOf(answered)
	}
	for _, query := range b.queries {
		if _, failed := responses[query.RefID]; failed {
			continue
		}
		if err != nil {
			responses[query.RefID] = asServiceError(err).response()
			continue
		}
		responses[query.RefID] = decodeResult(query.RefID, results[query.RefID])
	}
	return responses
}

// body is the request of the batch, {from, to, queries}; nil when no query is left. Queries whose own JSON cannot be read are
// answered at once.
func (b batch) body() ([]byte, backend.Responses) {
	responses := backend.Responses{}
	queries := make([]map[string]any, 0, len(b.queries))
	for _, query := range b.queries {
		model := map[string]json.RawMessage{}
		if err := json.Unmarshal(query.JSON, &model); err != nil {
			bad := &serviceError{status: http.StatusBadRequest, source: backend.ErrorSourcePlugin, message: "The query is not a JSON object."}
			responses[query.RefID] = bad.response()
			continue
		}
		queries = append(queries, withGrafanaFields(query, model))
	}
	if len(queries) == 0 {
		return nil, responses
	}
	// Maps of raw JSON that was read a moment ago always encode.
	body, _ := json.Marshal(map[string]any{"from": b.from, "to": b.to, "queries": queries})
	return body, responses
}

// withGrafanaFields lays over the saved query what Grafana decided: the width of the panel and the interval from it. Zero
// means that it decided nothing.
func withGrafanaFields(query backend.DataQuery, model map[string]json.RawMessage) map[string]any {
	sent := make(map[string]any, len(model)+3)
	for key, value := range model {
		sent[key] = value
	}
	sent["refId"] = query.RefID
	if ms := query.Interval.Milliseconds(); ms > 0 {
		sent["intervalMs"] = ms
	}
	if query.MaxDataPoints > 0 {
		sent["maxDataPoints"] = query.MaxDataPoints
	}
	return sent
}
