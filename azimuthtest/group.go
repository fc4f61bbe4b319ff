package azimuthtest

import (
	"net/http"
	"net/url"
)

// ResourceGroup is a resource group.
type ResourceGroup struct {
	ID, Name string
	s        *Server
}

// ResourceGroup makes a resource group, or is the one that is there already.
func (s *Server) ResourceGroup(name string) *ResourceGroup {
	s.t.Helper()
	g := &ResourceGroup{ID: s.Subscription() + "/resourceGroups/" + name, Name: name, s: s}
	s.must(http.MethodPut, s.Subscription()+"/resourceGroups/"+url.PathEscape(name), groupVersion, map[string]any{"location": Location}, nil)
	return g
}

// path is the id of a resource in the group.
func (g *ResourceGroup) path(kind, name string) string {
	return g.ID + "/providers/" + kind + "/" + url.PathEscape(name)
}

// put makes a resource of the group, and is its id.
func (g *ResourceGroup) put(kind, name, version string, properties map[string]any) string {
	g.s.t.Helper()
	id := g.path(kind, name)
	g.s.must(http.MethodPut, id, version, map[string]any{"location": Location, "properties": properties}, nil)
	return id
}
