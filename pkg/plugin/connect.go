package plugin

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/httpclient"
)

// tokenKey is the secure setting that holds the bearer token of the service.
const tokenKey = "token"

// connect reads the settings into a client of the service. It opens no connection yet.
func connect(ctx context.Context, settings backend.DataSourceInstanceSettings) (*service, *serviceError) {
	base, problem := parseBase(settings.URL)
	if problem != nil {
		return nil, problem
	}
	if len(settings.JSONData) == 0 {
		settings.JSONData = []byte("{}")
	}
	options, err := settings.HTTPClientOptions(ctx)
	if err != nil {
		return nil, badSettings("the HTTP settings of the data source cannot be read: %v", err)
	}
	client, err := httpclient.New(options)
	if err != nil {
		return nil, badSettings("the TLS or proxy settings of the data source cannot be used: %v", err)
	}
	// Custom headers and basic auth are added to every request of this client, so a redirect to another host would hand
	// them over; and a redirected POST would arrive as a GET.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &service{
		base:      base,
		http:      client,
		token:     strings.TrimSpace(settings.DecryptedSecureJSONData[tokenKey]),
		basicAuth: options.BasicAuth != nil,
		timeout:   client.Timeout,
		limit:     maxAnswerBytes,
	}, nil
}

func parseBase(text string) (*url.URL, *serviceError) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, badSettings("no URL is set. Enter the address of the Plumbline service, such as http://localhost:3300")
	}
	base, err := url.Parse(text)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		// The text itself stays out of the message: it may hold a password.
		return nil, badSettings("the URL of the data source is not an http or https address. Enter it like http://localhost:3300")
	}
	base.RawQuery, base.Fragment = "", ""
	return base, nil
}

func badSettings(format string, values ...any) *serviceError {
	message := fmt.Sprintf(format, values...)
	return &serviceError{
		status:  http.StatusBadRequest,
		source:  backend.ErrorSourceDownstream,
		message: strings.ToUpper(message[:1]) + message[1:],
	}
}
