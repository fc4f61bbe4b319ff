package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/access"
	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/running"
)

type explainFlags struct{ principal, action, scope, format string }

func (a *app) explain() *cobra.Command {
	var f explainFlags
	c := &cobra.Command{
		Use:   "explain",
		Short: "Tell why a principal may do something, or what is missing",
		Long: `Tell why a principal may do an action at a scope, or what is missing: who it is,
its groups, its role assignments with what each comes to, the locks in the way,
and the rights that the action takes on what it refers to. The server must run.

The exit status is 0 whatever the answer is. --format json gives the object

  {
    "principal":   {"objectId", "clientId", "displayName", "type", "known"},
    "groups":      object ids,
    "action", "scope",
    "granted":     whether a role assignment grants the action,
    "allowed":     whether it is granted and no lock is in the way,
    "assignments": the one that granted, or all, with the reason of each:
                   {"id", "scope", "principalId", "roleDefinitionId", "roleName",
                    "reason", "explanation", "pattern"},
    "locks":       those in the way: {"id", "scope", "level"},
    "linked":      rights on other resources: {"action", "on", "grantedAt"}
  }`,
		Example: `  azimuth explain --principal app --action Microsoft.Compute/virtualMachines/write \
    --scope /subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/azimuth`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runExplain(c, f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.principal, "principal", "", "object id, client id or display `name` of the principal")
	flags.StringVar(&f.action, "action", "", "the `action`, such as Microsoft.Compute/virtualMachines/write")
	flags.StringVar(&f.scope, "scope", "", "resource `id` of the scope; / is the root")
	flags.StringVar(&f.format, "format", "text", "form of the output: text or json")
	return c
}

func (a *app) runExplain(c *cobra.Command, f explainFlags) error {
	if f.principal == "" || f.action == "" || f.scope == "" {
		return misuse(c, errors.New("say what is asked: --principal, --action and --scope"))
	}
	if f.format != "text" && f.format != "json" {
		return noFormat(f.format)
	}
	e, err := a.askExplanation(c.Context(), f)
	if err != nil {
		return err
	}
	if f.format == "json" {
		return writeJSON(a.stdout, e)
	}
	e.Tell(console.New(a.stdout))
	return nil
}

func (a *app) askExplanation(ctx context.Context, f explainFlags) (access.Explanation, error) {
	data, err := a.dataDir()
	if err != nil {
		return access.Explanation{}, err
	}
	c, err := running.Must(ctx, data)
	if err != nil {
		return access.Explanation{}, err
	}
	defer c.Close()
	return access.Explain(ctx, c, f.principal, f.action, f.scope)
}
