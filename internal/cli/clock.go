package cli

import (
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"
)

const clockPath = "/providers/Azimuth/clock"

// clockState is the clock as the server tells of it.
type clockState struct {
	Now   time.Time `json:"now"`
	Rate  float64   `json:"rate"`
	Ahead string    `json:"ahead"`
}

func (a *app) clock() *cobra.Command {
	c := &cobra.Command{
		Use: "clock", Short: "Tell or move the server's time",
		Long: `Tell or move the time that the running server has. As it passes, tokens and
secrets expire, signing keys take turns, and operations end. Certificates follow
the machine's clock, by which clients judge them. How the clock begins is a
setting of serve: --clock. A server that starts anew begins there again.`,
	}
	var format string
	show := &cobra.Command{
		Use: "show", Short: "Tell the server's time", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var state clockState
			if err := a.ask(c.Context(), http.MethodGet, clockPath, nil, &state); err != nil {
				return err
			}
			return a.tellClock(format, state)
		},
	}
	advance := &cobra.Command{
		Use: "advance DURATION", Short: "Move the server's time forward", Args: cobra.ExactArgs(1),
		Example: "  azimuth clock advance 25h    # beyond the end of every managed identity's token",
		RunE: func(c *cobra.Command, args []string) error {
			var state clockState
			if err := a.ask(c.Context(), http.MethodPost, clockPath+"/advance", map[string]string{"by": args[0]}, &state); err != nil {
				return err
			}
			return a.tellClock(format, state)
		},
	}
	for _, command := range []*cobra.Command{show, advance} {
		addFormat(command, &format)
		c.AddCommand(command)
	}
	return c
}

func (a *app) tellClock(format string, state clockState) error {
	switch format {
	case "json":
		return writeJSON(a.stdout, state)
	case "text":
		_, err := fmt.Fprintf(a.stdout, "%s  %s from the machine's clock, %s\n", state.Now.Format(time.RFC3339), state.Ahead, pace(state.Rate))
		return err
	}
	return noFormat(format)
}

func pace(rate float64) string {
	switch rate {
	case 0:
		return "stands still"
	case 1:
		return "runs as it does"
	}
	return fmt.Sprintf("runs %g times as fast", rate)
}
