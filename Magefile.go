//go:build mage

// Build targets of grafana-plugin-sdk-go, pointed at the data source, which lies below the app. `npm run build` does the
// same without mage.
package main

import (
	"path/filepath"

	// mage:import
	build "github.com/grafana/grafana-plugin-sdk-go/build"
)

func init() {
	if err := build.SetBeforeBuildCallback(func(config build.Config) (build.Config, error) {
		config.PluginJSONPath = filepath.Join("src", "datasource")
		config.OutputBinaryPath = filepath.Join("dist", "datasource")
		return config, nil
	}); err != nil {
		panic(err)
	}
}

// Default builds for every platform that the SDK names.
var Default = build.BuildAll
