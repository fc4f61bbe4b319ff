package cli

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/cli/running"
)

// signingKey is a signing key as the server tells of it.
type signingKey struct {
	KeyID   string    `json:"kid"`
	State   string    `json:"state"`
	Created time.Time `json:"created"`
	Signs   time.Time `json:"signs"`
}

const keysPath = "/providers/Azimuth/signingKeys"

func (a *app) keys() *cobra.Command {
	c := &cobra.Command{Use: "keys", Short: "Look after the keys that sign tokens"}
	var format string
	list := &cobra.Command{
		Use: "list", Short: "List the keys that are published, the newest first", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var answer struct {
				Value []signingKey `json:"value"`
			}
			if err := a.ask(c.Context(), http.MethodGet, keysPath, nil, &answer); err != nil {
				return err
			}
			return a.tellKeys(format, answer.Value)
		},
	}
	var atOnce bool
	rotate := &cobra.Command{
		Use: "rotate", Short: "Make the next signing key",
		Long: `Make the next signing key of tokens. It is published now and signs after ten
minutes, so that verifiers that keep the published keys have it by then; the
old key stays published until the last token that it signed has expired.
The server must run.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var key signingKey
			path := keysPath + "/rotate"
			if atOnce {
				path += "?atOnce=true"
			}
			if err := a.ask(c.Context(), http.MethodPost, path, nil, &key); err != nil {
				return err
			}
			return a.tellKeys(format, []signingKey{key})
		},
	}
	rotate.Flags().BoolVar(&atOnce, "at-once", false, "sign with the new key from now on")
	for _, command := range []*cobra.Command{list, rotate} {
		addFormat(command, &format)
		c.AddCommand(command)
	}
	return c
}

// ask asks the running server, as the administrator.
func (a *app) ask(ctx context.Context, method, path string, body, into any) error {
	dir, err := a.dataDir()
	if err != nil {
		return err
	}
	c, err := running.Must(ctx, dir)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.Call(ctx, method, path, "2022-12-01", body, into)
}

func (a *app) tellKeys(format string, keys []signingKey) error {
	switch format {
	case "json":
		return writeJSON(a.stdout, keys)
	case "text":
		for _, key := range keys {
			if _, err := fmt.Fprintf(a.stdout, "%s  %-9s  made %s, signs from %s\n", key.KeyID, key.State, key.Created.Format(time.RFC3339), key.Signs.Format(time.RFC3339)); err != nil {
				return err
			}
		}
		return nil
	}
	return noFormat(format)
}
