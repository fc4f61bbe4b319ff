package rbac

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// The types of role definitions, as the wire names them.
const (
	BuiltInRole = "BuiltInRole"
	CustomRole  = "CustomRole"
)

// RoleDefinition is a named set of permissions.
type RoleDefinition struct {
	ID               string       `json:"id"`       // GUID in lower case
	Name             string       `json:"roleName"` // for people, such as "Reader"
	Description      string       `json:"description"`
	Type             string       `json:"type"` // BuiltInRole or CustomRole
	Permissions      []Permission `json:"permissions"`
	AssignableScopes []string     `json:"assignableScopes"`
	CreatedOn        time.Time    `json:"createdOn"`
	CreatedBy        string       `json:"createdBy,omitempty"` // principal id
	UpdatedOn        time.Time    `json:"updatedOn"`
	UpdatedBy        string       `json:"updatedBy,omitempty"` // principal id
}

// Permission grants what its Actions match and its NotActions do not, and, for
// the data of resources, what its DataActions match and its NotDataActions do
// not. None of the lists is nil in what this package returns.
type Permission struct {
	Actions        []string `json:"actions"`
	NotActions     []string `json:"notActions"`
	DataActions    []string `json:"dataActions"`
	NotDataActions []string `json:"notDataActions"`
	// Condition and ConditionVersion are empty where the permission has none.
	// Conditions are not evaluated; see Reason Conditional.
	Condition        string `json:"condition,omitempty"`
	ConditionVersion string `json:"conditionVersion,omitempty"`
}

// DefinitionKind is the document kind of custom role definitions.
const DefinitionKind = "microsoft.authorization/roledefinitions"

// DefinitionKey is the store key of the custom role definition with this GUID.
// Definitions belong to the tenant, whatever scopes they are assignable at.
func DefinitionKey(id string) string {
	return "/providers/" + DefinitionKind + "/" + strings.ToLower(id)
}

// Document is a custom definition's stored form. Built-in ones are not stored.
func (r RoleDefinition) Document() resource.Document {
	r = r.normal()
	return resource.Document{Key: DefinitionKey(r.ID), Kind: DefinitionKind, Body: mustJSON(r)}
}

// ParseRoleDefinition reads a stored definition.
func ParseRoleDefinition(d resource.Document) (RoleDefinition, error) {
	var r RoleDefinition
	if err := json.Unmarshal(d.Body, &r); err != nil {
		return r, fmt.Errorf("rbac: %s: %w", d.Key, err)
	}
	r = r.normal()
	if d.Key != DefinitionKey(r.ID) {
		return r, fmt.Errorf("rbac: %s holds the role definition %q", d.Key, r.ID)
	}
	return r, nil
}

// normal is the definition with its id in lower case and no nil list.
func (r RoleDefinition) normal() RoleDefinition {
	r.ID = strings.ToLower(r.ID)
	r.AssignableScopes = notNil(r.AssignableScopes)
	permissions := make([]Permission, len(r.Permissions))
	for i, p := range r.Permissions {
		p.Actions, p.NotActions = notNil(p.Actions), notNil(p.NotActions)
		p.DataActions, p.NotDataActions = notNil(p.DataActions), notNil(p.NotDataActions)
		permissions[i] = p
	}
	r.Permissions = permissions
	return r
}

func notNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
