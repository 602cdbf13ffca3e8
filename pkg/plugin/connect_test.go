package plugin

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

func TestSettingsReachTheRequest(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*backend.DataSourceInstanceSettings)
		header string
		want   string
	}{
		{"token", func(*backend.DataSourceInstanceSettings) {}, "Authorization", "Bearer " + testToken},
		{"token with a line end from a file", func(s *backend.DataSourceInstanceSettings) {
			s.DecryptedSecureJSONData["token"] += "\n"
		}, "Authorization", "Bearer " + testToken},
		{"no settings stored at all", func(s *backend.DataSourceInstanceSettings) { s.JSONData = nil }, "Authorization", "Bearer " + testToken},
		{"basic auth", func(s *backend.DataSourceInstanceSettings) {
			s.BasicAuthEnabled, s.BasicAuthUser = true, "me"
			s.DecryptedSecureJSONData = map[string]string{"basicAuthPassword": "pw"}
		}, "Authorization", "Basic bWU6cHc="},
		{"custom header", func(s *backend.DataSourceInstanceSettings) {
			s.JSONData = []byte(`{"httpHeaderName1":"X-Gateway-Key"}`)
			s.DecryptedSecureJSONData["httpHeaderValue1"] = "k"
		}, "X-Gateway-Key", "k"},
		{"custom header over the token", func(s *backend.DataSourceInstanceSettings) {
			s.JSONData = []byte(`{"httpHeaderName1":"Authorization"}`)
			s.DecryptedSecureJSONData["httpHeaderValue1"] = "Bearer gateway"
		}, "Authorization", "Bearer gateway"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fake := newFakeService(t, echo)
			settings := settingsFor(fake.URL)
			c.change(&settings)
			if answered := askOne(t, datasourceFor(t, settings)); answered.Error != nil {
				t.Fatal(answered.Error)
			}
			if got := fake.requests()[0].header.Get(c.header); got != c.want {
				t.Errorf("%s is %q, want %q", c.header, got, c.want)
			}
		})
	}
}

func TestTLSWithACAOfOnesOwn(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(echo))
	t.Cleanup(server.Close)
	settings := settingsFor(server.URL)
	settings.JSONData = []byte(`{"tlsAuthWithCACert":true}`)
	settings.DecryptedSecureJSONData["tlsCACert"] = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
	if answered := askOne(t, datasourceFor(t, settings)); answered.Error != nil {
		t.Error(answered.Error)
	}
	settings.JSONData = []byte(`{"tlsSkipVerify":true}`)
	if answered := askOne(t, datasourceFor(t, settings)); answered.Error != nil {
		t.Error(answered.Error)
	}
}
