package plugin

import (
	"net/http"
	"reflect"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func TestHeadersFor(t *testing.T) {
	for _, c := range []struct {
		name  string
		user  *backend.User
		given map[string]string
		want  http.Header
	}{
		{"an alert rule has no user", nil, map[string]string{"FromAlert": "true", "X-Rule-Uid": "r1"},
			http.Header{"Fromalert": {"true"}, "X-Rule-Uid": {"r1"}, "X-Grafana-Org-Id": {"3"}}},
		{"capitals vary", nil, map[string]string{"fromalert": "true", "http_X-DASHBOARD-UID": "d", "HTTP_x-panel-id": "4"},
			http.Header{"Fromalert": {"true"}, "X-Dashboard-Uid": {"d"}, "X-Panel-Id": {"4"}, "X-Grafana-Org-Id": {"3"}}},
		{"identity that Grafana forwards", &backend.User{Login: "mira"}, map[string]string{"Authorization": "Bearer of-the-user", "X-Id-Token": "i", "Cookie": "a=b"},
			http.Header{"Authorization": {"Bearer of-the-user"}, "X-Id-Token": {"i"}, "Cookie": {"a=b"}, "X-Grafana-User": {"mira"}, "X-Grafana-Org-Id": {"3"}}},
		{"what a browser sends stays here", nil, map[string]string{"http_Accept-Encoding": "gzip", "http_X-Forwarded-For": "10.0.0.1", "http_Host": "evil"},
			http.Header{"X-Grafana-Org-Id": {"3"}}},
		{"a value that would split the request", &backend.User{Login: "a\r\nX-Admin: 1"}, nil, http.Header{"X-Grafana-Org-Id": {"3"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := headersFor(backend.PluginContext{OrgID: 3, User: c.user}, c.given); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
