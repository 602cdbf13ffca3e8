package plugin

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

// maxAnswerBytes bounds what one call may bring into memory: 200,000 rows of twenty columns are about 40 MB as JSON.
// Grafana's own response limit applies as well, whichever is lower.
const maxAnswerBytes = 256 << 20

// service is the HTTP client of one Plumbline service.
type service struct {
	base *url.URL
	http *http.Client
	// token is empty when none is set.
	token     string
	basicAuth bool
	timeout   time.Duration
	// limit is how many bytes one answer may have.
	limit int64
}

// request is one call to the service.
type request struct {
	method string
	// path is relative to the base address, already escaped.
	path    string
	query   url.Values
	body    []byte
	headers http.Header
}

// answer is a response of the service that was read to its end, whatever its status.
type answer struct {
	// path is the one that was asked for, relative to the base address.
	path        string
	status      int
	contentType string
	location    string
	body        []byte
}

// call sends a request and reads the whole answer. A failure to get one is explained for the person who reads it in a
// panel; a cancelled context comes back as its own error.
func (s *service) call(ctx context.Context, r request) (*answer, error) {
	target := s.base.JoinPath(r.path)
	target.RawQuery = r.query.Encode()
	httpRequest, err := http.NewRequestWithContext(ctx, r.method, target.String(), bytes.NewReader(r.body))
	if err != nil {
		return nil, s.explainTransport(ctx, err)
	}
	for name, values := range r.headers {
		httpRequest.Header[name] = values
	}
	httpRequest.Header.Set("Accept", "application/json")
	if len(r.body) > 0 {
		httpRequest.Header.Set("Content-Type", "application/json")
	}
	if s.token != "" {
		httpRequest.Header.Set("Authorization", "Bearer "+s.token)
	}
	response, err := s.http.Do(httpRequest)
	if err != nil {
		return nil, s.explainTransport(ctx, err)
	}
	bounded := httpclient.MaxBytesReader(response.Body, s.limit)
	defer func() { _ = bounded.Close() }()
	// Read to the end, also when the answer is an error: only then is the connection used again.
	body, err := io.ReadAll(bounded)
	if err != nil {
		return nil, s.explainTransport(ctx, err)
	}
	return &answer{
		path:        r.path,
		status:      response.StatusCode,
		contentType: response.Header.Get("Content-Type"),
		location:    response.Header.Get("Location"),
		body:        body,
	}, nil
}

// isJSON tells whether the answer says that it is JSON and is.
func (a *answer) isJSON() bool {
	kind, _, err := mime.ParseMediaType(a.contentType)
	return err == nil && kind == "application/json" && json.Valid(a.body)
}
