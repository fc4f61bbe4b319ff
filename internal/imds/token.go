package imds

import (
	"context"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/token"
)

// granted is a token and what an answer says about it.
type granted struct {
	token    token.Token
	resource string // as asked for
	asked    identity.Selector
	chosen   identity.Chosen
}

// protocol is what differs between the token protocols.
type protocol struct {
	path string
	// version checks the api-version of a request by the teller of its caller.
	version func(version string, by teller) bool
	// write makes the body.
	write func(granted) [][]byte
}

var metadataAnswer = protocol{
	path:    pathToken,
	version: func(version string, _ teller) bool { return identityVersion(version) },
	write:   metadataBody,
}

// answer writes a token for the caller and what he asks in a query. What was
// prepared for the same caller and query is used again, unless any machine or
// principal changed since.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, c caller, query string, p protocol) error {
	now := h.config.Sources.Now()
	key := answerKey{path: p.path, caller: c, query: query}
	// Read before the machine is: a change in between then makes the answer stale.
	generation := h.generation()
	prepared, ok := h.answers.get(key, generation, now)
	if !ok {
		if err := h.present(r.Context(), w, c); err != nil {
			return err
		}
		g, err := h.grant(r.Context(), c, query, p)
		if err != nil {
			return err
		}
		prepared = prepare(p.write(g), g.token, generation, now)
		h.answers.put(key, prepared)
	}
	prepared.send(w, now)
	return nil
}

// grant finds the identity that a request means and gets its token.
func (h *Handler) grant(ctx context.Context, c caller, rawQuery string, p protocol) (granted, error) {
	q, err := parseQuery(rawQuery)
	if err != nil {
		return granted{}, err
	}
	if !p.version(q["api-version"], c.by) {
		return granted{}, errVersion
	}
	if q["resource"] == "" {
		return granted{}, errResource
	}
	asked, err := q.selector()
	if err != nil {
		return granted{}, err
	}
	machine, err := h.machine(ctx, c)
	if err != nil {
		return granted{}, err
	}
	chosen, err := machine.Identity.Choose(asked)
	switch {
	case errors.Is(err, identity.ErrNoIdentity):
		return granted{}, errIdentity
	case errors.Is(err, identity.ErrAmbiguous):
		return granted{}, errAmbiguous
	case err != nil:
		return granted{}, err
	case h.config.Unknown != nil && h.config.Unknown(machine, chosen.PrincipalID):
		return granted{}, errIdentity
	}
	issued, err := h.issue(ctx, machine, chosen, q["resource"])
	return granted{token: issued, resource: q["resource"], asked: asked, chosen: chosen}, err
}

// machine is the one that sent the request; an unknown caller gets errIdentity,
// and one that is off errOff.
func (h *Handler) machine(ctx context.Context, c caller) (identity.Machine, error) {
	var machine identity.Machine
	var ok bool
	var err error
	switch {
	case c.by == byAddress:
		machine, ok, err = h.config.Machines.ByID(ctx, c.at)
	case c.handle != "":
		machine, ok, err = h.config.Machines.ByHandle(ctx, c.handle)
		ok = ok && (c.at == (resource.ID{}) || machine.ID.Equal(c.at))
	}
	switch {
	case errors.Is(err, identity.ErrOff):
		err = errOff
	case err == nil && !ok:
		err = errIdentity
	}
	return machine, err
}

// issue gets the token of an identity of the machine.
func (h *Handler) issue(ctx context.Context, m identity.Machine, chosen identity.Chosen, audience string) (token.Token, error) {
	known, err := h.config.KnownAudience(ctx, audience)
	if err != nil {
		return token.Token{}, err
	}
	if !known {
		return token.Token{}, h.unknownAudience(audience)
	}
	principal, ok := h.config.Principal(chosen.PrincipalID)
	if !ok {
		return token.Token{}, errIdentity
	}
	host := identity.LowerGroups(m.Host.String())
	grant := token.Grant{Principal: principal, Audience: audience, ClientAuth: token.ClientCertificate, ResourceID: host}
	if chosen.UserAssignedID != "" {
		grant.ResourceID, grant.HostID = identity.LowerGroups(chosen.UserAssignedID), host
	}
	return h.config.Tokens.Issue(grant)
}

// unknownAudience is the token service's error, which the metadata service passes on.
func (h *Handler) unknownAudience(audience string) error {
	s := h.config.Sources
	return resource.Invalid("invalid_resource", "AADSTS500011: The resource principal named %s was not found in the tenant named %s. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant. Trace ID: %s Correlation ID: %s Timestamp: %s",
		audience, h.config.TenantID, s.NewGUID(), s.NewGUID(), s.Now().UTC().Format("2006-01-02 15:04:05Z"))
}
