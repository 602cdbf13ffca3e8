package plugin

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

// serviceError is a failed call in the words for the person who can mend it. It never holds a token or a password.
type serviceError struct {
	// status is the HTTP status that Grafana is to show.
	status  int
	source  backend.ErrorSource
	message string
}

func (e *serviceError) Error() string { return e.message }

// response is the error as the answer to one query.
func (e *serviceError) response() backend.DataResponse {
	return backend.DataResponse{Error: e, Status: backend.Status(e.status), ErrorSource: e.source}
}

// asServiceError gives any error the shape of a serviceError; one that is none is a fault of this plugin.
func asServiceError(err error) *serviceError {
	var known *serviceError
	if errors.As(err, &known) {
		return known
	}
	return &serviceError{status: http.StatusInternalServerError, source: backend.ErrorSourcePlugin, message: err.Error()}
}

func downstream(status int, format string, values ...any) *serviceError {
	return &serviceError{status: status, source: backend.ErrorSourceDownstream, message: fmt.Sprintf(format, values...)}
}

// explainTransport says why there is no answer. A cancelled call keeps its own error, because nobody reads it and the
// SDK counts it apart from failures.
func (s *service) explainTransport(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	at := s.base.Redacted()
	var (
		dns     *net.DNSError
		cert    *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		timeout net.Error
	)
	switch {
	case errors.Is(err, httpclient.ErrResponseBodyTooLarge):
		return downstream(http.StatusRequestEntityTooLarge,
			"The answer of Plumbline is larger than this data source takes. Narrow the time range, filter, or group by less.")
	case errors.As(err, &dns):
		return downstream(http.StatusBadGateway,
			"The host name %s cannot be resolved. Check the URL in the data source settings: %s", dns.Name, at)
	case errors.Is(err, syscall.ECONNREFUSED):
		return downstream(http.StatusBadGateway,
			"Nothing listens at %s (connection refused). Start the Plumbline service or correct the URL in the data source settings.%s",
			at, s.containerHint())
	case errors.As(err, &cert):
		return downstream(http.StatusBadGateway,
			"The TLS certificate of %s is not trusted: %v. Add its CA certificate in the data source settings.", at, cert.Err)
	case errors.As(err, &record) || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return downstream(http.StatusBadGateway, "%s does not speak TLS. Use http:// in the URL of the data source.", at)
	case errors.Is(err, context.DeadlineExceeded) || (errors.As(err, &timeout) && timeout.Timeout()):
		return downstream(http.StatusGatewayTimeout,
			"Plumbline at %s did not answer%s. Narrow the time range, or raise the timeout in the data source settings.", at, s.withinTimeout())
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET):
		return downstream(http.StatusBadGateway,
			"The connection to %s broke before the answer was complete. The service may have been restarted; try again.", at)
	default:
		return downstream(http.StatusBadGateway, "Plumbline at %s cannot be reached: %v", at, innermost(err))
	}
}

// containerHint names the usual cause of a refused connection when Grafana runs in a container.
func (s *service) containerHint() string {
	if host := s.base.Hostname(); host == "localhost" || host == "127.0.0.1" || host == "::1" {
		return " When Grafana runs in a container, " + host + " is that container: use the host name of the service."
	}
	return ""
}

func (s *service) withinTimeout() string {
	if s.timeout <= 0 {
		return " in time"
	}
	return " within " + s.timeout.Round(time.Second).String()
}

// innermost drops the wrappers around an error, among them the one that repeats the address.
func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// explainAnswer says what is wrong with an answer that is not a 2xx with JSON in it; nil for one that is.
func (s *service) explainAnswer(a *answer) *serviceError {
	at := s.base.Redacted()
	said := errorOf(a)
	switch {
	case a.status >= 200 && a.status < 300 && a.isJSON():
		return nil
	case a.status >= 200 && a.status < 300:
		return downstream(http.StatusBadGateway,
			"%s answers, but not as the Plumbline API (%s instead of JSON). Check the URL in the data source settings.", at, describe(a.contentType))
	case a.status >= 300 && a.status < 400:
		return downstream(http.StatusBadGateway,
			"%s redirects to %s. Enter the final address as URL of the data source.", at, withoutQuery(a.location))
	case a.status == http.StatusUnauthorized || (a.status == http.StatusForbidden && said == ""):
		return downstream(a.status, "%s", s.explainRefusal(at, a.status))
	// These two paths are always there, so the base address is wrong, whoever answers.
	case said != "" && !(a.status == http.StatusNotFound && (a.path == queryPath || a.path == healthPath)):
		return &serviceError{status: a.status, source: backend.ErrorSourceFromHTTPStatus(a.status), message: said}
	case a.status == http.StatusNotFound:
		return downstream(http.StatusNotFound,
			"No Plumbline API at %s (HTTP 404). The URL of the data source is the base address of the service, without /api/v1.", at)
	default:
		return downstream(a.status, "Plumbline at %s answers HTTP %d %s.", at, a.status, http.StatusText(a.status))
	}
}

func (s *service) explainRefusal(at string, status int) string {
	switch {
	case s.token != "":
		return fmt.Sprintf("%s refuses the access token (HTTP %d). Enter one of the tokens of the service's configuration.", at, status)
	case s.basicAuth:
		return fmt.Sprintf("%s refuses the user name and password (HTTP %d).", at, status)
	default:
		return fmt.Sprintf("%s asks for an access token and none is set (HTTP %d). Enter one of the tokens of the service's configuration.", at, status)
	}
}

// errorOf reads the service's own error, {error:{code,message,hint}}, as one text; empty when there is none.
func errorOf(a *answer) string {
	var body struct {
		Error struct {
			Message string `json:"message"`
			Hint    string `json:"hint"`
		} `json:"error"`
	}
	if json.Unmarshal(a.body, &body) != nil {
		return ""
	}
	return strings.TrimSpace(body.Error.Message + " " + body.Error.Hint)
}

func describe(contentType string) string {
	if contentType == "" {
		return "no content type"
	}
	return contentType
}

// withoutQuery cuts a redirect's query off, where single sign-on pages keep state and codes.
func withoutQuery(location string) string {
	address, _, _ := strings.Cut(location, "?")
	if address == "" {
		return "another address"
	}
	return address
}
