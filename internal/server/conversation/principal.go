package conversation

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// makePrincipal makes a user-assigned identity and a machine that holds it, in a
// group that is theirs, and takes a token for the identity.
func (r *run) makePrincipal(who string) error {
	group := r.world.Subscription() + "/resourceGroups/principals"
	identity := group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + who
	machine := group + "/providers/Microsoft.Compute/virtualMachines/" + who
	if _, err := r.prepare(http.MethodPut, group+"?api-version=2021-04-01", `{"location":"westus"}`); err != nil {
		return err
	}
	made, err := r.prepare(http.MethodPut, identity+"?api-version=2023-01-31", `{"location":"westus"}`)
	if err != nil {
		return err
	}
	if _, err := r.prepare(http.MethodPut, machine+"?api-version=2024-07-01", `{"location":"westus",
		"identity":{"type":"UserAssigned","userAssignedIdentities":{"`+identity+`":{}}},
		"properties":{"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{},"networkProfile":{}}}`); err != nil {
		return err
	}
	reply := r.world.MachineToken(r.world.Handle(machine), "")
	if reply.Text("access_token") == "" {
		return fmt.Errorf("no token for %s: %d %s", who, reply.Status, reply.Body)
	}
	name := strings.ToUpper(who)
	r.tokens[who] = reply.Text("access_token")
	r.vars[name+"_TOKEN"] = r.tokens[who]
	r.vars[name+"_ID"] = made.Text("properties.principalId")
	r.vars[name+"_CLIENT"] = made.Text("properties.clientId")
	return nil
}

// grant gives a principal a role at a scope: "who role name ON scope".
func (r *run) grant(rest string) error {
	head, scope, ok := strings.Cut(rest, " ON ")
	who, role, named := strings.Cut(head, " ")
	if !ok || !named {
		return fmt.Errorf("a GRANT has the form GRANT who role ON scope")
	}
	roles, err := r.prepare(http.MethodGet, address("/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01&$filter=roleName eq '"+role+"'"), nil)
	if err != nil {
		return err
	}
	definition := roles.Text("value.0.id")
	if definition == "" {
		return fmt.Errorf("there is no role %q", role)
	}
	r.grants++
	assignment := fmt.Sprintf("%s/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-%012d", strings.TrimSuffix(scope, "/"), r.grants)
	_, err = r.prepare(http.MethodPut, assignment+"?api-version=2022-04-01", map[string]any{"properties": map[string]any{
		"roleDefinitionId": definition, "principalId": r.vars[strings.ToUpper(who)+"_ID"],
	}})
	return err
}

// prepare is a request of the administrator that must succeed.
func (r *run) prepare(method, path string, body any) (servertest.Reply, error) {
	reply := r.world.As(r.tokens["admin"], method, path, body)
	if reply.Status != http.StatusOK && reply.Status != http.StatusCreated {
		return reply, fmt.Errorf("%s %s was answered %d %s", method, path, reply.Status, reply.Body)
	}
	return reply, nil
}
