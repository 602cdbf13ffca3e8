// Command gpx_plumbline is the back end that Grafana starts for the Plumbline data source. It forwards queries, health
// checks and resource calls to the Plumbline service and holds no query logic of its own.
package main

import (
	"os"

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/plumbline/plumbline/pkg/plugin"
)

func main() {
	if err := datasource.Manage(plugin.ID, plugin.New, datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("The Plumbline data source could not be served", "error", err.Error())
		os.Exit(1)
	}
}
