package machine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/minimal"
	"github.com/azimuthid/azimuth/internal/resource"
)

// DefaultGroup is the resource group of machines that are made without naming one.
const DefaultGroup = "azimuth"

// Maker makes what is missing.
type Maker struct {
	Client   *client.Client
	Sources  resource.Sources
	Location string
	// Done is told of each thing that was made or given.
	Done func(what string)
}

// Create returns the id of the machine that is meant, and makes it where it is
// not there, with all that it needs. Without a group the machine is looked for
// in the whole subscription first, and made in DefaultGroup.
func (m Maker) Create(ctx context.Context, r Ref) (string, error) {
	holder, err := findHolder(ctx, m.Client, r)
	if errors.Is(err, errNone) {
		holder, err = m.make(ctx, r)
	}
	if err != nil {
		return "", err
	}
	if r.ScaleSet != "" {
		if err := m.grow(ctx, holder, r.Instance); err != nil {
			return "", err
		}
	}
	return Find(ctx, m.Client, inGroup(r, holder))
}

func inGroup(r Ref, holder string) Ref {
	if id, err := resource.ParseID(holder); err == nil {
		r.Group = id.ResourceGroup()
	}
	return r
}

func (m Maker) make(ctx context.Context, r Ref) (string, error) {
	if _, err := strconv.Atoi(r.Instance); r.ScaleSet != "" && err != nil {
		return "", fmt.Errorf("the scale set %s is not there; where it is made, its instances are numbered: say --instance 0", r.ScaleSet)
	}
	if r.Group == "" {
		r.Group = DefaultGroup
	}
	group := groupID(m.Client, r.Group)
	if err := m.ensure(ctx, group, groupVersion, "resource group "+r.Group, nil); err != nil {
		return "", err
	}
	const network = "azimuth-net"
	net := group + "/providers/" + networkType + "/" + network
	if err := m.ensure(ctx, net, networkVersion, "virtual network "+network, minimal.Network()); err != nil {
		return "", err
	}
	if r.VM != "" {
		return m.makeVM(ctx, group, net+"/subnets/"+minimal.SubnetName, r.VM)
	}
	return m.makeScaleSet(ctx, group, net+"/subnets/"+minimal.SubnetName, r)
}

// ensure makes a resource that is not there.
func (m Maker) ensure(ctx context.Context, id, version, what string, properties map[string]any) error {
	if err := m.Client.Get(ctx, id, version, nil); !client.IsMissing(err) {
		return err
	}
	body := map[string]any{"location": m.Location}
	if properties != nil {
		body["properties"] = properties
	}
	return m.put(ctx, id, version, what, body)
}

func (m Maker) put(ctx context.Context, id, version, what string, body map[string]any) error {
	if err := m.Client.Call(ctx, http.MethodPut, id, version, body, nil); err != nil {
		return fmt.Errorf("making the %s: %w", what, err)
	}
	m.Done("created " + what)
	return nil
}

func (m Maker) makeVM(ctx context.Context, group, subnet, name string) (string, error) {
	nic := group + "/providers/" + interfaceType + "/" + name + "-nic"
	if err := m.ensure(ctx, nic, networkVersion, "network interface "+name+"-nic", minimal.Interface(subnet)); err != nil {
		return "", err
	}
	id := group + "/providers/" + identity.MachineType + "/" + name
	body := minimal.VM(name, m.Location, nic)
	body["identity"] = systemAssigned()
	return id, m.put(ctx, id, computeVersion, "virtual machine "+name+" with a system-assigned identity", body)
}

func (m Maker) makeScaleSet(ctx context.Context, group, subnet string, r Ref) (string, error) {
	id := group + "/providers/" + identity.ScaleSetType + "/" + r.ScaleSet
	instance, _ := strconv.Atoi(r.Instance) // make has looked
	what := fmt.Sprintf("scale set %s (%d) with a system-assigned identity", r.ScaleSet, instance+1)
	body := minimal.ScaleSet(r.ScaleSet, m.Location, subnet, instance+1)
	body["identity"] = systemAssigned()
	return id, m.put(ctx, id, computeVersion, what, body)
}

// grow brings a scale set that was there to a size that has the instance. One
// whose instances have names is as large as it is.
func (m Maker) grow(ctx context.Context, set, named string) error {
	if err := m.Client.Get(ctx, set+instancesSegment+named, computeVersion, nil); !client.IsMissing(err) {
		return err
	}
	instance, err := strconv.Atoi(named)
	if isFlexible, failed := flexible(ctx, m.Client, set); failed != nil || isFlexible || err != nil {
		return failed
	}
	var present struct{ Sku struct{ Capacity int } }
	if err := m.Client.Get(ctx, set, computeVersion, &present); err != nil {
		return err
	}
	if present.Sku.Capacity > instance {
		return fmt.Errorf("%s has %d instances but none with the number %d: numbers of deleted instances are not used again", set, present.Sku.Capacity, instance)
	}
	body := map[string]any{"sku": map[string]any{"capacity": instance + 1}}
	if err := m.Client.Call(ctx, http.MethodPatch, set, computeVersion, body, nil); err != nil {
		return err
	}
	m.Done(fmt.Sprintf("scaled %s to %d instances", set[strings.LastIndexByte(set, '/')+1:], instance+1))
	return nil
}
