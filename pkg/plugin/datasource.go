// Package plugin is a client of the Plumbline service with the face of a Grafana data source back end.
package plugin

import (
	"context"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/instancemgmt"
)

// ID is the id in the plugin.json of the data source.
const ID = "plumbline-quality-datasource"

// Datasource answers Grafana for one configured data source. The SDK makes a new one whenever its settings change.
type Datasource struct {
	service *service
	// problem says why the settings cannot be used; nil when they can.
	problem *serviceError
}

var (
	_ backend.QueryDataHandler      = (*Datasource)(nil)
	_ backend.CheckHealthHandler    = (*Datasource)(nil)
	_ backend.CallResourceHandler   = (*Datasource)(nil)
	_ instancemgmt.InstanceDisposer = (*Datasource)(nil)
)

// New makes the instance for the given settings. Unusable settings are no error here: Grafana would show that as a bare
// "plugin error", while an instance that knows its problem can say in Save & test and in each panel what to correct.
func New(ctx context.Context, settings backend.DataSourceInstanceSettings) (instancemgmt.Instance, error) {
	connected, err := connect(ctx, settings)
	if err != nil {
		return &Datasource{problem: err}, nil
	}
	return &Datasource{service: connected}, nil
}

// Dispose closes idle connections; calls that are still running keep theirs.
func (d *Datasource) Dispose() {
	if d.service != nil {
		d.service.http.CloseIdleConnections()
	}
}
