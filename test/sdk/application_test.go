package sdk_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/google/uuid"

	"github.com/azimuthid/azimuth/test/sdk/internal/loopback"
)

// application is a registered application with its service principal.
type application struct {
	AppID, ID string
	principal string // object id of the service principal
}

// newApplication registers an application, and lets it read the site's group.
func (s site) newApplication(t *testing.T, members map[string]any) application {
	t.Helper()
	var a application
	members["displayName"] = t.Name()
	onGraph(t, http.MethodPost, "/applications", members, &a)
	var principal struct{ ID string }
	onGraph(t, http.MethodPost, "/servicePrincipals", map[string]any{"appId": a.AppID}, &principal)
	a.principal = principal.ID
	s.letRead(t, a.principal, armauthorization.PrincipalTypeServicePrincipal)
	return a
}

// letRead gives a principal the role Reader on the site's group.
func (s site) letRead(t *testing.T, principal string, kind armauthorization.PrincipalType) {
	t.Helper()
	_, err := s.assignments.Create(t.Context(), s.id, uuid.NewString(), armauthorization.RoleAssignmentCreateParameters{Properties: &armauthorization.RoleAssignmentProperties{
		PrincipalID: &principal, PrincipalType: &kind,
		RoleDefinitionID: to.Ptr("/providers/Microsoft.Authorization/roleDefinitions/" + reader),
	}}, nil)
	if err != nil {
		t.Fatal(err)
	}
}

// onGraph asks Microsoft Graph as the administrator.
func onGraph(t *testing.T, method, path string, body, into any) {
	t.Helper()
	token, err := administrator(t).GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://graph.microsoft.com/.default"}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, azimuth.ResourceManager+"/graph/v1.0"+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := loopback.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %d %s, %v", method, path, response.StatusCode, answer, err)
	}
	if err := json.Unmarshal(answer, into); err != nil {
		t.Fatal(err)
	}
}
