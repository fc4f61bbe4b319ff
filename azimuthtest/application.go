package azimuthtest

import (
	"net/http"
)

// Application is an application of the directory with its service principal.
type Application struct {
	Name                                string
	ObjectID                            string // of the application
	ClientID, ClientSecret, PrincipalID string
	s                                   *Server
}

// Application makes an application with a service principal and a secret.
func (s *Server) Application(name string) *Application {
	s.t.Helper()
	a := &Application{Name: name, s: s}
	var made struct{ ID, AppID string }
	s.postGraph("/applications", map[string]any{"displayName": name}, &made)
	a.ObjectID, a.ClientID = made.ID, made.AppID
	var principal struct{ ID string }
	s.postGraph("/servicePrincipals", map[string]any{"appId": a.ClientID}, &principal)
	a.PrincipalID = principal.ID
	var password struct{ SecretText string }
	s.postGraph("/applications/"+a.ObjectID+"/addPassword", map[string]any{"passwordCredential": map[string]any{"displayName": "test"}}, &password)
	a.ClientSecret = password.SecretText
	return a
}

// Role gives the application a role, by its name or its GUID, at a scope.
func (a *Application) Role(role, scope string) *Application {
	a.s.t.Helper()
	a.s.assign(a.PrincipalID, "ServicePrincipal", role, scope)
	return a
}

func (s *Server) postGraph(path string, body, into any) {
	s.t.Helper()
	if err := s.DoGraph(http.MethodPost, path, body, into); err != nil {
		s.t.Fatal(err)
	}
}

// Group is a security group of the directory.
type Group struct {
	ID, Name string
	s        *Server
}

// Group makes a security group with members: principals' object ids, such as an
// Identity's PrincipalID, or those of other groups.
func (s *Server) Group(name string, members ...string) *Group {
	s.t.Helper()
	g := &Group{Name: name, s: s}
	var made struct{ ID string }
	s.postGraph("/groups", map[string]any{
		"displayName": name, "mailEnabled": false, "mailNickname": "group", "securityEnabled": true,
	}, &made)
	g.ID = made.ID
	return g.Member(members...)
}

// Member adds members by their object ids.
func (g *Group) Member(members ...string) *Group {
	g.s.t.Helper()
	for _, member := range members {
		g.s.postGraph("/groups/"+g.ID+"/members/$ref", map[string]any{"@odata.id": g.s.Graph + "/v1.0/directoryObjects/" + member}, nil)
	}
	return g
}

// Role gives the group, and so its members, a role at a scope.
func (g *Group) Role(role, scope string) *Group {
	g.s.t.Helper()
	g.s.assign(g.ID, "Group", role, scope)
	return g
}
