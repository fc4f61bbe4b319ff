// Command azimuth runs Azure's managed identities on your own machine.
package main

import (
	"context"
	"os"

	"github.com/azimuthid/azimuth/internal/cli"
)

func main() {
	os.Exit(cli.Run(context.Background(), os.Args[1:]))
}
