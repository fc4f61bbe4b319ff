package seed

import (
	"context"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Target is a server, as its administrator has it. Answers are JSON's trees, as
// document.Read makes them; a refusal is a *RefusedError. Ids that the context
// has (resource.WithIDs) are those of what a request makes.
type Target interface {
	// Subscription is the resource id of the subscription.
	Subscription() string
	// Domain is the domain of users whose names have none.
	Domain() string
	// Manager sends a request to Resource Manager; path has the query with it.
	Manager(ctx context.Context, method, path string, body any) (any, error)
	// Graph sends one to Microsoft Graph; path begins behind the version.
	Graph(ctx context.Context, method, path string, body any) (any, error)
}

// Apply makes a server have what the seed asks for. What is there already is
// changed where the seed says something else of it. An error leaves what was
// done before; it is an *Error.
func (s *Seed) Apply(ctx context.Context, t Target) error {
	a := applying{ctx: ctx, Target: t, file: &s.file, principals: make(map[string]principal)}
	err := a.run()
	if e, ok := errors.AsType[*Error](err); ok {
		e.File = s.path
	}
	return err
}

// applying is a seed on its way.
type applying struct {
	Target

	ctx        context.Context
	file       *file
	principals map[string]principal // by reference, such as "user ann"
}

// run goes from what is named to what names it.
func (a *applying) run() error {
	for _, step := range []func() error{a.users, a.applications, a.groups, a.roles, a.resourceGroups, a.deployments, a.members, a.assignments} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// failed says what could not be done.
func failed(line int, what string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*Error](err); ok {
		return err
	}
	return &Error{Line: line, What: what, Err: err}
}

func isMissing(err error) bool {
	refused, ok := errors.AsType[*RefusedError](err)
	return ok && refused.Status == http.StatusNotFound
}

// with is the context for a request that makes something with ids.
func (a *applying) with(id, appID string) context.Context {
	return resource.WithIDs(a.ctx, resource.GivenIDs{ID: id, AppID: appID})
}

// withSecret is the context for a request that makes a client secret.
func (a *applying) withSecret(secret string) context.Context {
	return resource.WithIDs(a.ctx, resource.GivenIDs{Secret: secret})
}
