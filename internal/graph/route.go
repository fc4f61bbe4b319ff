package graph

import (
	"net/http"
	"strings"
	"sync"

	"github.com/azimuthid/azimuth/internal/resource"
)

// route is what a method and a path come to.
type route struct {
	method  string
	pattern []string // words, and "{id}" for a key
	// writes reports that it takes an administrator.
	writes bool
	do     func(*exchange) (*reply, error)
}

func at(method, pattern string, do func(*exchange) (*reply, error)) route {
	return route{method: method, pattern: strings.Split(pattern, "/"), do: do}
}

func writing(method, pattern string, do func(*exchange) (*reply, error)) route {
	r := at(method, pattern, do)
	r.writes = true
	return r
}

// routes is everything that is served. It is built once, when it is first asked for; the declarations that
// it is made of do not change.
var routes = sync.OnceValue(buildRoutes)

func buildRoutes() []route {
	all := []route{
		at(http.MethodGet, "me", (*exchange).me),
		at(http.MethodPost, "me/checkMemberGroups", (*exchange).checkMyGroups),
		at(http.MethodPost, "me/getMemberGroups", (*exchange).getMyGroups),
		at(http.MethodPost, "me/revokeSignInSessions", (*exchange).revokeMySessions),
		writing(http.MethodPost, "users/{id}/revokeSignInSessions", (*exchange).revokeSessions),
		at(http.MethodGet, "organization", (*exchange).organizations),
		at(http.MethodPost, "directoryObjects/getByIds", (*exchange).getByIDs),
		at(http.MethodGet, "directoryObjects/{id}", (*exchange).getObject),
		writing(http.MethodDelete, "directoryObjects/{id}", (*exchange).deleteObject),
		at(http.MethodPost, "directoryObjects/{id}/checkMemberGroups", (*exchange).checkMemberGroups),
		at(http.MethodPost, "directoryObjects/{id}/getMemberGroups", (*exchange).getMemberGroups),
		at(http.MethodGet, "groups/{id}/members", (*exchange).members),
		at(http.MethodGet, "groups/{id}/transitiveMembers", (*exchange).transitiveMembers),
		writing(http.MethodPost, "groups/{id}/members/$ref", (*exchange).addMember),
		writing(http.MethodDelete, "groups/{id}/members/{id}/$ref", (*exchange).removeMember),
		writing(http.MethodPost, "applications/{id}/addPassword", (*exchange).addPassword),
		writing(http.MethodPost, "applications/{id}/removePassword", (*exchange).removePassword),
		at(http.MethodGet, federatedPath, (*exchange).listFederated),
		writing(http.MethodPost, federatedPath, (*exchange).createFederated),
		at(http.MethodGet, federatedPath+"/{id}", (*exchange).getFederated),
		writing(http.MethodPatch, federatedPath+"/{id}", (*exchange).updateFederated),
		writing(http.MethodDelete, federatedPath+"/{id}", (*exchange).deleteFederated),
	}
	for _, e := range entities {
		all = append(all, e.routes()...)
	}
	return all
}

// routes are those that follow from a type's declaration.
func (e *entity) routes() []route {
	of := func(do func(*exchange, *entity) (*reply, error)) func(*exchange) (*reply, error) {
		return func(x *exchange) (*reply, error) { return do(x, e) }
	}
	all := []route{
		at(http.MethodGet, e.set, of((*exchange).list)),
		writing(http.MethodPost, e.set, of((*exchange).create)),
		at(http.MethodGet, e.set+"/{id}", of((*exchange).get)),
		writing(http.MethodPatch, e.set+"/{id}", of((*exchange).update)),
		writing(http.MethodDelete, e.set+"/{id}", of((*exchange).delete)),
	}
	if e.owned {
		all = append(all, at(http.MethodGet, e.set+"/{id}/owners", of((*exchange).owners)))
	}
	if e.joins {
		all = append(all,
			at(http.MethodGet, e.set+"/{id}/memberOf", of((*exchange).memberOf)),
			at(http.MethodGet, e.set+"/{id}/transitiveMemberOf", of((*exchange).transitiveMemberOf)),
			at(http.MethodPost, e.set+"/{id}/checkMemberGroups", (*exchange).checkMemberGroups),
			at(http.MethodPost, e.set+"/{id}/getMemberGroups", (*exchange).getMemberGroups),
		)
	}
	return all
}

// route finds what is wanted. Words match before keys: "directoryObjects/getByIds"
// is no object.
func (x *exchange) route() (route, error) {
	known := 0 // segments that some route begins with
	methodless := false
	var best *route
	all := routes()
	for i := range all {
		r := &all[i]
		n := r.matches(x.path)
		known = max(known, n)
		if n < len(x.path) || n < len(r.pattern) {
			continue
		}
		methodless = true
		if r.method == x.request.Method && (best == nil || r.wordy() > best.wordy()) {
			best = r
		}
	}
	switch {
	case best != nil:
		for i, part := range best.pattern {
			if part == "{id}" {
				x.keys = append(x.keys, x.path[i])
			}
		}
		return *best, nil
	case methodless:
		return route{}, resource.Errorf(resource.KindMethod, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
	case known < len(x.path):
		return route{}, badRequest("Resource not found for the segment '%s'.", x.path[known].text)
	}
	return route{}, badRequest("The request URI is not valid: it ends where something must follow.")
}

// matches counts the segments, from the first, that the route has.
func (r *route) matches(path []segment) int {
	n := 0
	for n < len(path) && n < len(r.pattern) {
		isKey := r.pattern[n] == "{id}"
		if isKey && strings.HasPrefix(path[n].text, "$") || !isKey && (path[n].property != "" || !strings.EqualFold(r.pattern[n], path[n].text)) {
			break
		}
		n++
	}
	return n
}

// wordy counts the route's words.
func (r *route) wordy() int {
	n := 0
	for _, part := range r.pattern {
		if part != "{id}" {
			n++
		}
	}
	return n
}
