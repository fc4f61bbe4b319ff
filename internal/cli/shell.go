package cli

import (
	"fmt"
	"os"
	"runtime"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/machine"
)

func (a *app) shell() *cobra.Command {
	var f execFlags
	c := &cobra.Command{
		Use:   "shell (--vm NAME | --vmss NAME --instance N) [flags]",
		Short: "Open a shell on a machine with a managed identity",
		Long: `Run your shell ($SHELL) as 'azimuth exec' runs a program: all that is started in
it is on the machine, and ends with it. In namespaces of its own the host has the
machine's name there, which most shells' prompts show; shells without a prompt of
their own take it from PS1, and any can take it from AZIMUTH_MACHINE.

All flags are those of 'azimuth exec'.`,
		Example: `  azimuth shell --vm app --create
  azimuth shell -g rg --vmss web --instance 1`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			f.hostname = hostname(f.machine.Ref)
			f.vars = prompt(f.hostname)
			return a.runExec(c.Context(), &f, []string{userShell()})
		},
	}
	f.add(c.Flags())
	return c
}

// userShell is the shell that the user has chosen, or the system's.
func userShell() string {
	variable, fallback := "SHELL", "/bin/sh"
	if runtime.GOOS == "windows" {
		variable, fallback = "COMSPEC", "cmd.exe"
	}
	if shell := os.Getenv(variable); shell != "" {
		return shell
	}
	return fallback
}

// hostname is a machine's name for the programs on it: that of an instance is as
// Azure names instances. Those of a Flexible scale set go by their whole name.
func hostname(r machine.Ref) string {
	if r.VM != "" {
		return r.VM
	}
	if _, err := strconv.Atoi(r.Instance); err != nil {
		return r.Instance
	}
	return r.ScaleSet + "_" + r.Instance
}

// prompt are the variables by which shells show the machine. The files of a user's
// shell set PS1 again; the text of this one is the same to every shell.
func prompt(name string) []environ.Var {
	end := "$"
	if os.Geteuid() == 0 {
		end = "#"
	}
	return []environ.Var{{Name: "AZIMUTH_MACHINE", Value: name}, {Name: "PS1", Value: fmt.Sprintf("(%s) %s ", name, end)}}
}
