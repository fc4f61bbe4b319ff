package azimuthtest

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// assign gives a principal a role; it may have it already.
func (s *Server) assign(principal, kind, role, scope string) {
	s.t.Helper()
	scope = strings.TrimSuffix(scope, "/")
	id := scope + "/providers/Microsoft.Authorization/roleAssignments/" + s.sources.Next("roleAssignment", scope+role+principal).NewGUID()
	err := s.Do(http.MethodPut, id+"?api-version="+roleVersion, map[string]any{"properties": map[string]any{
		"roleDefinitionId": s.roleID(role, scope), "principalId": principal, "principalType": kind,
	}}, nil)
	if refused, ok := errors.AsType[*RefusalError](err); ok && strings.Contains(refused.Body, "RoleAssignmentExists") {
		return
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// roleID is the id of the role with a name or a GUID at a scope.
func (s *Server) roleID(role, scope string) string {
	s.t.Helper()
	base := scope + "/providers/Microsoft.Authorization/roleDefinitions"
	if resource.IsGUID(role) {
		return base + "/" + role
	}
	var found struct{ Value []struct{ ID string } }
	filter := url.QueryEscape("roleName eq '" + strings.ReplaceAll(role, "'", "''") + "'")
	s.must(http.MethodGet, base+"?$filter="+filter, roleVersion, nil, &found)
	if len(found.Value) != 1 {
		s.t.Fatalf("%d roles have the name %q at the scope %q", len(found.Value), role, scope)
	}
	return found.Value[0].ID
}
