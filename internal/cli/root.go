package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/quick"
	"github.com/azimuthid/azimuth/internal/cli/trust"
)

// ExitError is a command's failure that sets the process's exit status.
type ExitError struct {
	Status int
	// Err is what to tell the user, or nil where all was said.
	Err error
}

func (e *ExitError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("exit status %d", e.Status)
	}
	return e.Err.Error()
}

// Unwrap returns what there is to tell.
func (e *ExitError) Unwrap() error { return e.Err }

// app is what the commands share.
type app struct {
	data           string
	stdin          *os.File
	stdout, stderr io.Writer
	system         trust.System
}

// Run runs the command line in args, without the program's name, and returns the
// process's exit status: 0, 1 for a failure, 2 for a wrong use, or what the
// program that exec runs ended with.
func Run(ctx context.Context, args []string) int {
	return run(ctx, args, trust.Debian())
}

func run(ctx context.Context, args []string, system trust.System) int {
	a := &app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, system: system}
	err := a.command(ctx, args)
	if err == nil {
		return 0
	}
	failed, ok := errors.AsType[*ExitError](err)
	if !ok {
		failed = &ExitError{Status: 1, Err: err}
	}
	if failed.Err != nil {
		_, _ = fmt.Fprintf(a.stderr, "azimuth: %v\n", failed.Err)
	}
	return failed.Status
}

func (a *app) command(ctx context.Context, args []string) error {
	if early := quick.Early(); early.Runs() {
		a.attend(ctx, early)
	}
	root := a.root()
	root.SetArgs(args)
	return root.ExecuteContext(ctx)
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "azimuth",
		Short: "Azure's managed identities on your own machine",
		Long: `Azimuth runs Azure's managed identities on your own machine: Resource Manager,
the token service, role-based access control, and the metadata endpoint from
which each machine takes its tokens. Unmodified SDKs and tools work against it.`,
		Example: `  azimuth demo                                  see what it does, in a few seconds
  azimuth serve                                 run the server
  eval "$(azimuth env)"                         work as the administrator in this shell
  azimuth exec --vm app --create -- ./program   run your program as a machine with an identity`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(misuse)
	root.PersistentFlags().StringVar(&a.data, "data", "", "the server's data `directory` (default $AZIMUTH_DATA, else "+shownDefault()+")")
	root.AddCommand(a.serve(), a.wait(), a.env(), a.clock(), a.fault(), a.keys(), a.snapshot(), a.seed(), a.reset(), a.trust(), a.certificate())
	root.AddCommand(a.exec(), a.shell(), a.az(), a.portal(), a.explain())
	root.AddCommand(a.demo(), a.version())
	for _, c := range append(root.Commands(), root) {
		c.Args = checked(c.Args)
	}
	return root
}

// checked makes wrong arguments a wrong use.
func checked(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return misuse(c, err)
		}
		return nil
	}
}

func misuse(c *cobra.Command, err error) error {
	return &ExitError{Status: 2, Err: fmt.Errorf("%w\nSee '%s --help'", err, c.CommandPath())}
}
