package authorization

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// explainer answers what is asked about access itself.
type explainer struct {
	authorization
	access Access
}

// mayExplain is the right that makes a caller an administrator, who may see what
// others may do and why: to give roles at "/".
const mayExplain = assignmentType + "/write"

// explain says whether a principal may do an action at a scope, and what speaks
// for and against it. The answer does not depend on whether the scope is there.
func (e explainer) explain(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if err := c.Authorize(mayExplain, resource.Root); err != nil {
		return nil, err
	}
	body, err := c.ReadObject()
	if err != nil {
		return nil, err
	}
	action, who := document.String(body, "action"), document.String(body, "principal")
	if !strings.Contains(action, "/") || strings.Contains(action, "*") {
		return nil, &resource.Error{Kind: resource.KindInvalid, Code: "InvalidAction", Target: "action", Message: "The member 'action' must be one action, such as 'Microsoft.Compute/virtualMachines/write'."}
	}
	principal, err := e.findPrincipal(ctx, c.Engine().Store, who)
	if err != nil {
		return nil, err
	}
	groups := e.principals.Groups(principal.ID)
	decision := e.access.Decide(principal.ID, groups, action, c.ID)
	locks, err := c.Engine().LocksAgainst(ctx, action, c.ID)
	if err != nil {
		return nil, err
	}
	return arm.JSON(http.StatusOK, map[string]any{
		"principal":   principal.show(),
		"groups":      texted(groups),
		"action":      action,
		"scope":       c.ID.String(),
		"granted":     decision.Allowed,
		"allowed":     decision.Allowed && len(locks) == 0,
		"assignments": showFindings(decision.Findings),
		"locks":       showLocks(locks),
		"linked":      e.showLinked(c.Engine(), principal.ID, groups, action),
	}), nil
}

// texted is a list of texts as JSON has it: never null.
func texted(list []string) []any {
	all := make([]any, len(list))
	for i, text := range list {
		all[i] = text
	}
	return all
}

func showLocks(locks []arm.Lock) []any {
	all := make([]any, len(locks))
	for i, l := range locks {
		all[i] = map[string]any{"id": l.ID, "scope": l.Scope, "level": string(l.Level)}
	}
	return all
}

// showLinked are the rights on other resources that a write may need, when it
// refers to them, and where the principal has them.
func (e explainer) showLinked(engine *arm.Engine, principal string, groups []string, action string) []any {
	rights := linkedRights(engine, action)
	all := make([]any, len(rights))
	for i, right := range rights {
		all[i] = map[string]any{
			"action":    right.action,
			"on":        right.on,
			"grantedAt": texted(e.access.GrantedAt(principal, groups, right.action)),
		}
	}
	return all
}

// linkedRight is a right on a resource that another one refers to.
type linkedRight struct {
	action string
	on     string // which resources, for people
}

// joins are the rights that connecting resources takes, by the type that is written.
var joins = map[string][]linkedRight{
	"microsoft.compute/virtualmachines": {
		{"Microsoft.Network/networkInterfaces/join/action", "each network interface that is sent"},
	},
	"microsoft.compute/virtualmachinescalesets": {
		{"Microsoft.Network/virtualNetworks/subnets/join/action", "each subnet that is sent"},
	},
	"microsoft.network/networkinterfaces": {
		{"Microsoft.Network/virtualNetworks/subnets/join/action", "each subnet that is sent"},
	},
	strings.ToLower(definitionType): {
		{definitionType + "/write", "each assignable scope, those that the role has and those that are sent"},
	},
}

func linkedRights(engine *arm.Engine, action string) []linkedRight {
	kind, isWrite := strings.CutSuffix(strings.ToLower(action), "/write")
	if !isWrite {
		return nil
	}
	rights := slices.Clone(joins[kind])
	if t := engine.Type(kind); t != nil && t.Identity {
		rights = append(rights, linkedRight{"Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", "each user-assigned identity that is sent with a value"})
	}
	return rights
}
