package client_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func newClient(t *testing.T, env server.Environment) *client.Client {
	t.Helper()
	c, err := client.New(env)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestCall(t *testing.T) {
	t.Parallel()
	c := newClient(t, servertest.Start(t, nil).Environment)
	group := c.Subscription() + "/resourceGroups/rg"
	if err := c.Get(t.Context(), group, "2021-04-01", nil); !client.IsMissing(err) || !client.HasCode(err, "ResourceGroupNotFound") {
		t.Errorf("a group that is not there: %v", err)
	}
	var made struct{ Name, Location string }
	if err := c.Call(t.Context(), http.MethodPut, group, "2021-04-01", map[string]any{"location": "westus"}, &made); err != nil {
		t.Fatal(err)
	}
	if made.Name != "rg" || made.Location != "westus" {
		t.Errorf("made %+v", made)
	}
	if err := c.Answering(t.Context()); err != nil {
		t.Error(err)
	}
	refused := c.WithToken("nonsense").Get(t.Context(), group, "2021-04-01", nil)
	if !client.HasCode(refused, "InvalidAuthenticationToken") {
		t.Errorf("with a wrong token: %v", refused)
	}
}

func TestSignInRefused(t *testing.T) {
	t.Parallel()
	env := servertest.Start(t, nil).Environment
	env.ClientSecret = "wrong"
	err := newClient(t, env).Get(t.Context(), "/subscriptions", "2021-01-01", nil)
	if !client.HasCode(err, "invalid_client") || !strings.Contains(err.Error(), "AADSTS7000215") {
		t.Errorf("signing in with a wrong secret: %v", err)
	}
}

func TestOtherAuthority(t *testing.T) {
	t.Parallel()
	one, other := servertest.Start(t, nil).Environment, servertest.Start(t, nil).Environment
	one.CAFile = other.CAFile
	if err := newClient(t, one).Answering(t.Context()); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a server with another authority was taken for ours: %v", err)
	}
	one.CAFile = filepath.Join(t.TempDir(), "absent.pem")
	if _, err := client.New(one); err == nil {
		t.Error("a client was made without an authority")
	}
}
