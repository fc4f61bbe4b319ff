package running

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/server"
)

// ErrStopped says that no server serves a data directory.
var ErrStopped = errors.New("no server is running")

// answerTime is how long a server on this machine may take to say that it is there.
const answerTime = 2 * time.Second

// Find returns the administrator's client for the server that serves a data
// directory, or ErrStopped.
func Find(ctx context.Context, data string) (*client.Client, error) {
	env, err := server.ReadEnvironment(data)
	if errors.Is(err, server.ErrNoServer) {
		return nil, ErrStopped
	}
	if err != nil {
		return nil, err
	}
	c, err := client.New(env)
	if err != nil {
		return nil, err
	}
	asking, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	// Another directory's server on the same port has another certificate.
	if c.Answering(asking) != nil {
		c.Close()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, ErrStopped
	}
	return c, nil
}

// Must is Find for commands that do not work without a server: its error says
// how to start one.
func Must(ctx context.Context, data string) (*client.Client, error) {
	c, err := Find(ctx, data)
	if errors.Is(err, ErrStopped) {
		return nil, fmt.Errorf("%w on %s; %s", err, data, Hint(data))
	}
	return c, err
}

// Hint says how to start a server on a data directory.
func Hint(data string) string {
	return "start one with: azimuth serve --data " + environ.Quote(data)
}
