package machine

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// holding is what the resource that holds a machine's identity shows of it.
type holding struct {
	ID       string
	Identity struct {
		Type                   string
		PrincipalID            string
		UserAssignedIdentities map[string]struct{ PrincipalID string }
	}
	Properties struct{ UpgradePolicy struct{ Mode string } }
}

// holderOf is the id of the resource that has the machine's identity, and the
// number of the instance, "" for a virtual machine.
func holderOf(machine string) (holder, instance string) {
	if before, number, ok := cutLast(machine, instancesSegment); ok && strings.Contains(strings.ToLower(before), strings.ToLower("/"+identity.ScaleSetType+"/")) {
		return before, number
	}
	return machine, ""
}

func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(strings.ToLower(s), strings.ToLower(separator))
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}

// Assign gives the machine with the id user-assigned identities, each named by
// its id or by its name in the machine's group, where it is made if it is not there.
func (m Maker) Assign(ctx context.Context, machine string, identities []string) error {
	if len(identities) == 0 {
		return nil
	}
	set, instance := holderOf(machine)
	var held holding
	if err := m.Client.Get(ctx, set, computeVersion, &held); err != nil {
		return err
	}
	missing := map[string]any{}
	for _, identity := range identities {
		id, err := m.identity(ctx, set, identity)
		if err != nil {
			return err
		}
		if !held.has(id) {
			missing[id] = struct{}{}
		}
	}
	if len(missing) > 0 {
		body := map[string]any{"identity": map[string]any{"type": held.withUserAssigned(), "userAssignedIdentities": missing}}
		if err := m.Client.Call(ctx, http.MethodPatch, set, computeVersion, body, nil); err != nil {
			return fmt.Errorf("assigning identities: %w", err)
		}
		for id := range missing {
			m.Done("assigned identity " + id[strings.LastIndexByte(id, '/')+1:])
		}
	}
	return m.upgrade(ctx, held, set, instance)
}

func (h holding) has(id string) bool {
	for own := range h.Identity.UserAssignedIdentities {
		if strings.EqualFold(own, id) {
			return true
		}
	}
	return false
}

// withUserAssigned is the type of the identity once it has user-assigned ones.
func (h holding) withUserAssigned() string {
	if strings.Contains(strings.ToLower(h.Identity.Type), "systemassigned") {
		return "SystemAssigned, UserAssigned"
	}
	return "UserAssigned"
}

// upgrade brings the identities to an instance that waits for it.
func (m Maker) upgrade(ctx context.Context, held holding, set, instance string) error {
	if instance == "" || !strings.EqualFold(held.Properties.UpgradePolicy.Mode, "Manual") {
		return nil
	}
	var present struct {
		Properties struct{ LatestModelApplied bool }
	}
	if err := m.Client.Get(ctx, set+instancesSegment+instance, computeVersion, &present); err != nil || present.Properties.LatestModelApplied {
		return err
	}
	body := map[string]any{"instanceIds": []string{instance}}
	if err := m.Client.Call(ctx, http.MethodPost, set+"/manualupgrade", computeVersion, body, nil); err != nil {
		return err
	}
	m.Done("upgraded instance " + instance)
	return nil
}

// identity is the id of a user-assigned identity, which is made where only its name is given.
func (m Maker) identity(ctx context.Context, machine, identity string) (string, error) {
	if strings.HasPrefix(identity, "/") {
		err := m.Client.Get(ctx, identity, identityVersion, nil)
		if client.IsMissing(err) {
			err = fmt.Errorf("there is no identity %s", identity)
		}
		return identity, err
	}
	at, err := resource.ParseID(machine)
	if err != nil {
		return "", err
	}
	id := groupID(m.Client, at.ResourceGroup()) + "/providers/" + identityType + "/" + url.PathEscape(identity)
	return id, m.ensure(ctx, id, identityVersion, "identity "+identity, nil)
}

func systemAssigned() map[string]any { return map[string]any{"type": "SystemAssigned"} }
