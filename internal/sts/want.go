package sts

import (
	"slices"
	"strings"
)

// want is what a client wants to do for a person.
type want struct {
	audience string
	// names are what it wants to be let do there, "user_impersonation", ".default".
	names []string
	// openID are the scopes of OpenID Connect among those that were sent.
	openID []string
}

// graphAudience is what a client gets that asks for no resource.
const graphAudience = "00000003-0000-0000-c000-000000000000"

// openIDScopes are those that name no resource.
var openIDScopes = []string{"openid", "offline_access", "profile", "email"}

// wantOf reads what a request wants; scope and resource are what was wanted
// before, for a request that does not say.
func wantOf(f form, e endpoint, scope, resource string) (want, error) {
	if !e.isV2() {
		if sent := f["resource"]; sent != "" {
			resource = sent
		} else if resource == "" && scope != "" {
			return wantOfScope(scope)
		}
		return wantOfResource(resource), nil
	}
	if _, sent := f["resource"]; sent {
		return want{}, unsupportedResource.error()
	}
	if sent := f["scope"]; sent != "" {
		return wantOfScope(sent)
	}
	if scope == "" && resource != "" {
		return wantOfResource(resource), nil
	}
	return wantOfScope(scope)
}

// wantOfResource is version 1.0's: a client that asks for a resource gets what
// it may do there, an id token and a refresh token.
func wantOfResource(resource string) want {
	w := want{audience: resource, names: []string{".default"}, openID: []string{"openid", "profile", "offline_access"}}
	if resource == "" {
		w.audience = graphAudience
	}
	return w
}

// wantOfScope reads scopes: a resource and a name behind its last slash. A
// resource that ends in a slash makes two of them. A name alone is Graph's.
func wantOfScope(scope string) (want, error) {
	w := want{}
	for part := range strings.FieldsSeq(scope) {
		if slices.Contains(openIDScopes, part) {
			w.openID = append(w.openID, part)
			continue
		}
		audience, name := graphAudience, part
		if i := strings.LastIndexByte(part, '/'); i >= 0 {
			audience, name = part[:i], part[i+1:]
		}
		if name == "" || audience == "" || strings.HasSuffix(audience, ":/") || strings.HasSuffix(audience, ":") {
			return want{}, emptyScope.error(shown(scope))
		}
		if w.audience != "" && w.audience != audience {
			return want{}, severalResources.error(shown(scope))
		}
		w.audience = audience
		w.names = append(w.names, name)
	}
	if w.audience == "" {
		if len(w.openID) == 0 {
			return want{}, emptyScope.error(shown(scope))
		}
		w.audience, w.names = graphAudience, []string{"User.Read"}
	}
	return w, nil
}

func (w want) has(openID string) bool { return slices.Contains(w.openID, openID) }

// What people's tokens say that the client may do: what Azure's own tools get.
// It is the person's role assignments that decide.
const (
	impersonation    = "user_impersonation"
	graphPermissions = "Directory.AccessAsUser.All User.Read profile openid email"
)

// granted is the claim "scp".
func (w want) granted(isGraph bool) string {
	if !slices.Contains(w.names, ".default") {
		return strings.Join(w.names, " ")
	}
	if isGraph {
		return graphPermissions
	}
	return impersonation
}

// shown are the scopes that the answer names: what was granted and what was
// asked for, each with its resource, so that clients find both.
func (w want) shown(isGraph bool) string {
	var scopes []string
	for _, name := range append(strings.Fields(w.granted(isGraph)), w.names...) {
		full := w.audience + "/" + name
		switch {
		case slices.Contains(openIDScopes, name):
			full = name
		case w.audience == graphAudience:
			full = name
		}
		if !slices.Contains(scopes, full) {
			scopes = append(scopes, full)
		}
	}
	return strings.Join(scopes, " ")
}
