package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/azimuthid/azimuth/internal/cli/console"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/trust"
)

func (a *app) installRoot(ctx context.Context, yes bool, file string, root []byte) error {
	if err := a.system.Check(); err != nil {
		return byHand(err, "do it by hand", trust.ByHand(file))
	}
	question := fmt.Sprintf("Put %s into %s, where every program of this machine will trust it?", file, a.system.Dir)
	if err := a.confirm(yes, question); err != nil {
		return err
	}
	installed, err := a.system.Install(ctx, root)
	if err != nil {
		return asRoot(err, "--install", file)
	}
	console.New(a.stdout).Done("the system trusts " + installed)
	return nil
}

func (a *app) uninstallRoot(ctx context.Context, yes bool, file string, root []byte) error {
	if err := a.system.Check(); err != nil {
		return byHand(err, "do it by hand, if it was put there", trust.ByHandAway(file))
	}
	if err := a.confirm(yes, fmt.Sprintf("Take %s out of %s?", file, a.system.Dir)); err != nil {
		return err
	}
	others, err := a.system.Uninstall(ctx, root)
	if err != nil {
		return asRoot(err, "--uninstall", file)
	}
	con := console.New(a.stdout)
	con.Done("the system does not trust " + file)
	for _, other := range others {
		con.Linef("  %s is another server's, and stays", other)
	}
	return nil
}

func byHand(err error, what, how string) error {
	if !errors.Is(err, trust.ErrForeign) {
		return err
	}
	return fmt.Errorf("%w; %s:\n\n%s", err, what, how)
}

// asRoot says how to do what only root may, whose own data directory is another one.
func asRoot(err error, flag, file string) error {
	if !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return fmt.Errorf("%w\nOnly root may do that: sudo azimuth trust %s --data %s", err, flag, environ.Quote(filepath.Dir(file)))
}
