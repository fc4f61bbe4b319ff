package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/machine"
	"github.com/azimuthid/azimuth/internal/cli/workload"
	"github.com/azimuthid/azimuth/internal/resource"
)

// tokenName is the name of the file with a service account's token, as in AKS.
const tokenName = "azure-identity-token"

func (f *execFlags) checkWorkload() error {
	if environ.Protocol(f.protocol) != environ.Workload {
		if f.account != "" {
			return errors.New("--service-account is for --protocol workload")
		}
		return nil
	}
	if f.account != "" {
		if _, err := machine.ReadAccount(f.account); err != nil {
			return err
		}
	}
	if f.life < workload.LeastLife || f.life > workload.MostLife {
		return fmt.Errorf("--token-lifetime must be from %s to %s", workload.LeastLife, workload.MostLife)
	}
	return nil
}

// prepareWorkload finds the identity and the service account that it trusts, and has
// the account's first token.
func (a *app) prepareWorkload(ctx context.Context, c *client.Client, r *errand) error {
	maker := machine.Maker{Client: c, Sources: resource.System(), Location: r.flags.location, Done: console.New(a.stderr).Done}
	w, err := maker.Workload(ctx, machine.WorkloadRef{
		Machine: r.machine.ID, Identities: r.flags.userAssigned, Account: r.flags.account, Create: r.flags.create,
	})
	if err != nil {
		return err
	}
	directory := environ.TokensDir(r.server)
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return err
	}
	r.machine.Workload = environ.WorkloadIdentity{ClientID: w.ClientID, TokenFile: filepath.Join(directory, tokenName)}
	r.tokens = &workload.Source{Data: r.data, Account: w.Account, Life: r.flags.life}
	return r.tokens.First(ctx, c)
}

// keepTokens renews the token of the program's service account, if it has one, until
// the program has ended.
func (a *app) keepTokens(ctx context.Context, r *errand, put func(token []byte)) (stop func()) {
	if r.tokens == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.tokens.Keep(ctx, put, func(err error) {
			_, _ = fmt.Fprintf(a.stderr, "azimuth: the token of the service account cannot be renewed yet: %v\n", err)
		})
	}()
	return func() { cancel(); <-done }
}

// onHost puts the token where a program in the host's network finds it.
func (r *errand) onHost() (remove func() error, err error) {
	if r.tokens == nil {
		return func() error { return nil }, nil
	}
	if r.held, err = holdToken(environ.TokensDir(r.server), r.tokens.Token()); err != nil {
		return nil, err
	}
	r.machine.Workload.TokenFile = r.held.path
	return r.held.remove, nil
}
