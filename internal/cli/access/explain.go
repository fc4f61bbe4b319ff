package access

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/cli/client"
)

// Explanation is the server's answer: whether a principal may do an action at a
// scope, and all that was looked at.
type Explanation struct {
	Principal   Principal    `json:"principal"`
	Groups      []string     `json:"groups"` // object ids
	Action      string       `json:"action"`
	Scope       string       `json:"scope"`
	Granted     bool         `json:"granted"` // by a role assignment
	Allowed     bool         `json:"allowed"` // granted, and no lock is in the way
	Assignments []Assignment `json:"assignments"`
	Locks       []Lock       `json:"locks"` // those in the way
	Linked      []Linked     `json:"linked"`
}

// Principal is who it is about.
type Principal struct {
	ObjectID    string `json:"objectId"`
	ClientID    string `json:"clientId"`
	DisplayName string `json:"displayName"`
	Type        string `json:"type"`
	Known       bool   `json:"known"` // to the directory
}

// Assignment is a role assignment of the principal or of one of its groups: the
// one that granted, or, where none did, any.
type Assignment struct {
	ID               string `json:"id"`
	Scope            string `json:"scope"`
	PrincipalID      string `json:"principalId"`
	RoleDefinitionID string `json:"roleDefinitionId"`
	RoleName         string `json:"roleName"`
	Reason           string `json:"reason"`      // such as "NoAction"
	Explanation      string `json:"explanation"` // the reason for people
	Pattern          string `json:"pattern"`     // of the role, that decided
}

// Lock is a lock that stops the action.
type Lock struct {
	ID    string `json:"id"`
	Scope string `json:"scope"`
	Level string `json:"level"`
}

// Linked is a right that the action may take on resources that it refers to.
type Linked struct {
	Action    string   `json:"action"`
	On        string   `json:"on"`
	GrantedAt []string `json:"grantedAt"` // scopes
}

const explainVersion = "2022-04-01"

// Explain asks the server. principal is an object id, a client id or a display name.
func Explain(ctx context.Context, c *client.Client, principal, action, scope string) (Explanation, error) {
	var e Explanation
	segments := strings.Split(strings.Trim(scope, "/"), "/")
	for i, segment := range segments {
		segments[i] = url.PathEscape(segment)
	}
	path := "/" + strings.Join(segments, "/") + "/providers/Microsoft.Authorization/explainAccess"
	err := c.Call(ctx, http.MethodPost, path, explainVersion, map[string]string{"principal": principal, "action": action}, &e)
	return e, err
}
