package plugin

import (
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"unicode"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// forwarded names the headers of a Grafana request that the service is told; everything else a browser sends stays
// here. Authorization, X-Id-Token and Cookie come only where an admin switched on forwarding of the user's identity or
// of named cookies. Trace context is added by the SDK's HTTP client.
var forwarded = map[string]bool{
	"Fromalert":           true,
	"X-Cache-Skip":        true,
	"X-Rule-Uid":          true,
	"X-Dashboard-Uid":     true,
	"X-Panel-Id":          true,
	"X-Query-Group-Id":    true,
	"X-Datasource-Uid":    true,
	"X-Grafana-From-Expr": true,
	"Authorization":       true,
	"X-Id-Token":          true,
	"Cookie":              true,
}

// headersFor makes the headers of a call to the service. `given` is what Grafana sent along: alerting uses bare names
// such as FromAlert, forwarded HTTP headers carry the prefix "http_", and neither keeps its capitals everywhere.
func headersFor(context backend.PluginContext, given map[string]string) http.Header {
	headers := http.Header{}
	for key, value := range given {
		// Cut before canonicalising: "http_X-Panel-Id" would become "Http_x-Panel-Id".
		if len(key) > 5 && strings.EqualFold(key[:5], "http_") {
			key = key[5:]
		}
		if name := textproto.CanonicalMIMEHeaderKey(key); forwarded[name] {
			set(headers, name, value)
		}
	}
	set(headers, "X-Grafana-Org-Id", strconv.FormatInt(context.OrgID, 10)) //nolint:staticcheck // the namespace is no number
	if context.User != nil {
		set(headers, "X-Grafana-User", context.User.Login)
	}
	return headers
}

// set skips values that HTTP cannot carry: they would fail the whole request.
func set(headers http.Header, name, value string) {
	if value != "" && !strings.ContainsFunc(value, unicode.IsControl) {
		headers.Set(name, value)
	}
}
