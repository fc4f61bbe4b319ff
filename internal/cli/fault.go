package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/fault"
)

const faultsPath = "/providers/Azimuth/faults"

func (a *app) fault() *cobra.Command {
	c := &cobra.Command{
		Use: "fault", Short: "Have requests go wrong on demand",
		Long: `Have requests to the running server go wrong: errors of each service in its own
form, latency, broken connections, identities and roles that are not there yet,
operations that fail or never end, tokens that are revoked. A fault meets
requests from when it is added until it is removed, has acted as often as it may, or
the server stops. What these commands ask the server is met by no fault.`,
		Example: `  azimuth fault scenarios
  azimuth fault add --scenario arm-throttled
  azimuth fault add --front login --status 503 --times 2
  azimuth fault add --front metadata --machine /subscriptions/.../virtualMachines/app --status 500 --every 3
  azimuth fault add --front resourceManager --path '/subscriptions/*/resourceGroups/rg/**' --delay 5s
  azimuth fault clear`,
	}
	c.AddCommand(a.faultAdd(), a.faultList(), a.faultRemove(), a.faultClear(), a.faultScenarios())
	return c
}

// faultList is what the server answers about faults.
type faultList struct {
	Value []fault.State `json:"value"`
}

func (a *app) faultList() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use: "list", Short: "List the faults, with how often each acted", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var answer faultList
			if err := a.ask(c.Context(), http.MethodGet, faultsPath, nil, &answer); err != nil {
				return err
			}
			return a.tellFaults(format, answer.Value)
		},
	}
	addFormat(c, &format)
	return c
}

func (a *app) faultRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove ID...", Short: "Remove faults", Args: cobra.MinimumNArgs(1),
		Long: `Remove faults. Who waits because of one is answered, and what it kept in progress
goes on.`,
		RunE: func(c *cobra.Command, args []string) error {
			for _, id := range args {
				if err := a.ask(c.Context(), http.MethodDelete, faultsPath+"/"+url.PathEscape(id), nil, nil); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (a *app) faultClear() *cobra.Command {
	return &cobra.Command{
		Use: "clear", Short: "Remove all faults", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.ask(c.Context(), http.MethodDelete, faultsPath, nil, nil)
		},
	}
}

func (a *app) faultScenarios() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use: "scenarios", Short: "List the bad days that have names", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "json":
				return writeJSON(a.stdout, fault.Scenarios())
			case "text":
				w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
				for _, s := range fault.Scenarios() {
					if _, err := fmt.Fprintf(w, "%s\t%s\n", s.Name, s.Summary); err != nil {
						return err
					}
				}
				return w.Flush()
			}
			return noFormat(format)
		},
	}
	addFormat(c, &format)
	return c
}

func (a *app) tellFaults(format string, faults []fault.State) error {
	switch format {
	case "json":
		return writeJSON(a.stdout, faults)
	case "text":
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		for _, f := range faults {
			state := fmt.Sprintf("acted on %d of %d", f.Hits, f.Seen)
			if f.Over {
				state += ", over"
			}
			if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", f.ID, f.Name, f.Rule, state); err != nil {
				return err
			}
		}
		return w.Flush()
	}
	return noFormat(format)
}
