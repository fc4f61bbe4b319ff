package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/browser"
	"github.com/azimuthid/azimuth/internal/cli/handover"
	"github.com/azimuthid/azimuth/internal/cli/running"
)

// invitation is what it takes to sign in with a browser.
type invitation struct {
	User    string    `json:"user"`
	Code    string    `json:"code"`
	Expires time.Time `json:"expires"`
	Address string    `json:"address"`
}

type portalFlags struct {
	user, format string
	print        bool
}

func (a *app) portal() *cobra.Command {
	var f portalFlags
	c := &cobra.Command{
		Use:   "portal",
		Short: "Sign in with a browser",
		Long: `Get a one-time code from the running server, show it, and open the browser on
the portal, already signed in with a code of its own. The code that is shown is
good for ten minutes and for one sign-in, in any browser and on any page of the
server that asks for one: also on that which 'az login' opens, and as the
password of 'az login -u'.

Without --user the code is that of admin@azimuth.test, the administrator's own
user, Owner of everything, who is made the first time.`,
		Example: `  azimuth portal
  azimuth portal --print --user ann@azimuth.test`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runPortal(c.Context(), f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.user, "user", "", "user principal `name` of who signs in (default admin@azimuth.test)")
	flags.BoolVar(&f.print, "print", false, "open no browser")
	flags.StringVar(&f.format, "format", "text", "form of the output: text or json; json opens no browser")
	return c
}

func (a *app) runPortal(ctx context.Context, f portalFlags) error {
	if f.format != "text" && f.format != "json" {
		return noFormat(f.format)
	}
	i, err := a.invite(ctx, f.user)
	if err != nil {
		return err
	}
	if f.format == "json" {
		return writeJSON(a.stdout, i)
	}
	if _, err := fmt.Fprintf(a.stdout, "One-time code for %s: %s\nGood until %s, for one sign-in at %s\n",
		i.User, i.Code, i.Expires.Local().Format("15:04:05"), i.Address); err != nil || f.print {
		return err
	}
	return a.openPortal(ctx, i)
}

// patience is how long a browser may take until it shows its first page.
const patience = time.Minute

// openPortal opens the browser, signed in with a code of its own: the one that was
// shown stays good.
func (a *app) openPortal(ctx context.Context, shown invitation) error {
	i, err := a.invite(ctx, shown.User)
	if err != nil {
		return err
	}
	places := handover.Places{Own: i.Address + "&handed=1#" + i.Code, Other: shown.Address}
	err = handover.Lead(ctx, places, patience, browser.Open, handover.Own)
	if err == nil {
		_, err = fmt.Fprintf(a.stdout, "The browser is signed in as %s.\n", i.User)
		return err
	}
	_, err = fmt.Fprintf(a.stderr, "No browser could be signed in (%v): open the address yourself.\n", err)
	return err
}

// invite gets a one-time code. The address does not hold it: addresses end up in
// histories and in the list of processes.
func (a *app) invite(ctx context.Context, user string) (invitation, error) {
	dir, err := a.dataDir()
	if err != nil {
		return invitation{}, err
	}
	c, err := running.Must(ctx, dir)
	if err != nil {
		return invitation{}, err
	}
	defer c.Close()
	var i invitation
	body := map[string]any{"user": user}
	if err := c.Call(ctx, http.MethodPost, "/providers/Azimuth/signInCodes", "2022-12-01", body, &i); err != nil {
		return invitation{}, err
	}
	i.Address = c.Environment().Login + "/signin?user=" + url.QueryEscape(i.User)
	return i, nil
}
