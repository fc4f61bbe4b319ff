package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/seed"
)

func (a *app) seed() *cobra.Command {
	c := &cobra.Command{
		Use: "seed", Short: "Check the files that servers begin with, and tell their form",
		Long: `Check the files with which 'azimuth serve --seed' has a server begin, and tell
their form to editors.`,
	}
	c.AddCommand(a.seedCheck(), a.seedSchema())
	for _, sub := range c.Commands() {
		sub.Args = checked(sub.Args)
	}
	return c
}

func (a *app) seedCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check FILE...", Short: "Read seeds, and say what is wrong in them", Args: cobra.MinimumNArgs(1),
		Long: `Read seeds with the templates that they name, and say what is wrong in them and
at which line. Whether a server takes what they ask for only a server can tell.`,
		RunE: func(_ *cobra.Command, args []string) error {
			for _, path := range args {
				if _, err := seed.Read(path); err != nil {
					return err
				}
			}
			console.New(a.stderr).Done(fmt.Sprintf("nothing is wrong in %s", strings.Join(args, ", ")))
			return nil
		},
	}
}

func (a *app) seedSchema() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON schema of seeds in YAML", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(seed.Schema())
			return err
		},
	}
}
