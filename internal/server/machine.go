package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// MachineRef names a machine of the server's subscription.
type MachineRef struct {
	Group string // "" where the name alone tells the machine
	VM    string
	// ScaleSet and Instance are a uniform scale set and the number of its instance.
	ScaleSet, Instance string
}

// Machine is how programs on this host are a machine.
type Machine struct {
	ID     string
	Handle string
	// TokenPort is where the machine's extension for managed identities answers, or 0.
	TokenPort int
}

// Machine finds a machine that runs. It is for whoever owns the data directory, and
// tells the secret name of the machine. It knows only what is simple: ok is false for
// a machine that is not there, is off, is one of several of the name, is in a Flexible
// scale set or in one with an extension for managed identities.
func (s *Server) Machine(ctx context.Context, r MachineRef) (m Machine, ok bool, err error) {
	key, ok, err := s.machineKey(ctx, r)
	if err != nil || !ok {
		return m, false, err
	}
	d, err := s.store.Get(ctx, key)
	if errors.Is(err, resource.ErrNotFound) {
		return m, false, nil
	}
	if err != nil {
		return m, false, err
	}
	record, err := resource.ParseRecord(d)
	if err != nil {
		return m, false, err
	}
	facts := identity.MachineFacts{}
	if len(record.Server) > 0 {
		if err := json.Unmarshal(record.Server, &facts); err != nil {
			return m, false, err
		}
	}
	vmID, ok := identity.MachineIn(d)
	handles := identity.NewHandles(derive(s.master, "machines"))
	return Machine{ID: record.ID, Handle: handles.Of(vmID), TokenPort: facts.Port}, ok && facts.Power == identity.Running, nil
}

// machineKey is the key of the document of a machine, if it is there.
func (s *Server) machineKey(ctx context.Context, r MachineRef) (key string, ok bool, err error) {
	if r.ScaleSet == "" {
		return s.namedKey(ctx, r.Group, identity.MachineType, r.VM)
	}
	if key, ok, err = s.namedKey(ctx, r.Group, identity.ScaleSetType, r.ScaleSet); err != nil || !ok {
		return "", false, err
	}
	set, err := s.store.Get(ctx, key)
	if errors.Is(err, resource.ErrNotFound) {
		return "", false, nil
	}
	simple := !bytes.Contains(bytes.ToLower(set.Body), []byte("managedidentityextensionfor"))
	return key + "/virtualmachines/" + strings.ToLower(r.Instance), simple, err
}

// namedKey is the key of a resource by its name: in a group, or in whichever group has
// the only one of the name.
func (s *Server) namedKey(ctx context.Context, group, kind, name string) (key string, ok bool, err error) {
	if group != "" {
		id, err := resource.ParseID("/subscriptions/" + s.tenant.SubscriptionID + "/resourceGroups/" + group + "/providers/" + kind + "/" + name)
		// A name with a slash would lead to something else.
		return id.Key(), err == nil && strings.EqualFold(id.Type(), kind), nil
	}
	all, _, err := s.store.List(ctx, resource.Query{Kind: strings.ToLower(kind)})
	if err != nil {
		return "", false, err
	}
	found := 0
	for _, d := range all {
		if strings.EqualFold(d.Key[strings.LastIndexByte(d.Key, '/')+1:], name) {
			key = d.Key
			found++
		}
	}
	return key, found == 1, nil
}
