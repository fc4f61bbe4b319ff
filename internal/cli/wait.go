package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/running"
)

func (a *app) wait() *cobra.Command {
	var timeout time.Duration
	c := &cobra.Command{
		Use: "wait", Short: "Wait until the server is ready",
		Long: `Wait until the server of the data directory answers at both of its addresses,
and then print "ready". It need not have been started yet. The exit status is 1
where it is not ready in time; with --timeout 0, where it is not ready now, for
the health check of a container.`,
		Example: `  azimuth serve --store memory &
  azimuth wait && eval "$(azimuth env)"`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runWait(c.Context(), timeout) },
	}
	c.Flags().DurationVar(&timeout, "timeout", 30*time.Second, "how long to wait at most")
	return c
}

// waitPause is how long wait does nothing between two questions.
const waitPause = 25 * time.Millisecond

func (a *app) runWait(ctx context.Context, timeout time.Duration) error {
	data, err := a.dataDir()
	if err != nil {
		return err
	}
	deadline := time.Now().Add(timeout)
	for {
		c, err := running.Find(ctx, data)
		if err == nil {
			c.Close()
			_, err := fmt.Fprintln(a.stdout, "ready")
			return err
		}
		// A server that starts has not written all of its files yet.
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if time.Until(deadline) <= 0 {
			if errors.Is(err, running.ErrStopped) {
				err = fmt.Errorf("%w on %s after %s; %s", err, data, timeout, running.Hint(data))
			}
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(min(waitPause, time.Until(deadline))):
		}
	}
}
