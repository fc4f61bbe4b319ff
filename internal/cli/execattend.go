package cli

import (
	"context"
	"errors"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/cli/guest"
	"github.com/azimuthid/azimuth/internal/cli/quick"
	"github.com/azimuthid/azimuth/internal/server"
)

// attend serves the machine of a program that was started early. It does not return:
// this process ends with the program.
func (a *app) attend(ctx context.Context, early *quick.Started) {
	g := guest.Of(early.Space, early.Isolated)
	err := g.Opened(early.Answer.Listen, early.Listeners)
	env, readErr := server.ReadEnvironment(early.Data)
	if err = errors.Join(err, readErr); err == nil {
		err = g.Serve(ctx, guest.Program{
			Handle: early.Answer.Handle, TokenPort: uint16(early.Answer.TokenPort), Data: early.Data, Server: env,
			Tell: a.tellState(early.Answer.ID), Cut: a.tellCut, Roots: environ.Bundle(env),
		})
	}
	if err != nil {
		early.Fail(err)
	}
	select {}
}
