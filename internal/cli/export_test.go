package cli

import (
	"github.com/azimuthid/azimuth/internal/cli/settings"
	"github.com/azimuthid/azimuth/internal/server"
)

// RunOn is Run on a machine with another system's store of roots.
var RunOn = run

// ServerConfig is the server's configuration that settings ask for.
func ServerConfig(data string, v settings.Values) server.Config {
	return (&serveFlags{values: v}).config(data)
}
