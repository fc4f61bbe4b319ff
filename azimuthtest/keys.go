package azimuthtest

import (
	"context"
	"sync"

	"github.com/azimuthid/azimuth/internal/server"
)

// keys are made once for all servers of the process.
var keys = sync.OnceValues(func() (*server.Keys, error) { return server.MakeKeys(context.Background()) })
