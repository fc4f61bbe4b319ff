package machine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The api-versions that are asked for.
const (
	groupVersion      = "2021-04-01"
	networkVersion    = "2023-11-01"
	computeVersion    = "2024-07-01"
	identityVersion   = "2023-01-31"
	roleVersion       = "2022-04-01"
	networkType       = "Microsoft.Network/virtualNetworks"
	interfaceType     = "Microsoft.Network/networkInterfaces"
	identityType      = "Microsoft.ManagedIdentity/userAssignedIdentities"
	definitionType    = "Microsoft.Authorization/roleDefinitions"
	roleAssignment    = "Microsoft.Authorization/roleAssignments"
	instancesSegment  = "/virtualMachines/"
	servicePrincipals = "ServicePrincipal"
)

// Ref is the machine that a user means: a virtual machine, or an instance of a
// scale set.
type Ref struct {
	Group    string // "" where the name alone tells the machine
	VM       string
	ScaleSet string
	// Instance is the instance of the scale set: its number, or in a Flexible one
	// the name of the virtual machine.
	Instance string
}

// Check returns an error unless the reference names one machine.
func (r Ref) Check() error {
	switch {
	case (r.VM == "") == (r.ScaleSet == ""):
		return errors.New("say which machine is meant: --vm NAME, or --vmss NAME --instance N")
	case (r.Instance != "") != (r.ScaleSet != ""):
		return errors.New("--vmss and --instance go together")
	case r.ScaleSet != "" && !instanceName.MatchString(r.Instance):
		return fmt.Errorf("there is no instance %q: instances are numbered from 0, and those of a Flexible scale set go by the names of their virtual machines", r.Instance)
	}
	return nil
}

// instanceName is what an instance may be called: a number, or the name of a
// virtual machine.
var instanceName = regexp.MustCompile(`^[A-Za-z0-9][\w.-]*$`)

func (r Ref) String() string {
	if r.VM != "" {
		return "virtual machine " + r.VM
	}
	return "scale set " + r.ScaleSet
}

// holder is the resource that has the machine's identity: the virtual machine
// itself, or the scale set.
func (r Ref) holder() (kind, name string) {
	if r.VM != "" {
		return identity.MachineType, r.VM
	}
	return identity.ScaleSetType, r.ScaleSet
}

// Find returns the id of the machine that is meant: for an instance of a Flexible
// scale set that of the virtual machine.
func Find(ctx context.Context, c *client.Client, r Ref) (string, error) {
	holder, err := findHolder(ctx, c, r)
	if err != nil || r.VM != "" {
		return holder, err
	}
	isFlexible, err := flexible(ctx, c, holder)
	if err != nil {
		return "", err
	}
	id := holder + instancesSegment + r.Instance
	err = c.Get(ctx, id, computeVersion, nil)
	switch {
	case client.IsMissing(err) && isFlexible:
		return "", noVessel(ctx, c, holder, r.Instance)
	case client.IsMissing(err):
		return "", fmt.Errorf("%s has no instance %s", holder, r.Instance)
	case err == nil && isFlexible:
		group, _, _ := cutLast(holder, "/providers/")
		return group + "/providers/" + identity.MachineType + "/" + r.Instance, nil
	}
	return id, err
}

// flexible reports whether the instances of a scale set are virtual machines of
// their own.
func flexible(ctx context.Context, c *client.Client, set string) (bool, error) {
	var found struct {
		Properties struct{ OrchestrationMode string }
	}
	err := c.Get(ctx, set, computeVersion, &found)
	return found.Properties.OrchestrationMode == "Flexible", err
}

// namesTold is how many machines an error names.
const namesTold = 10

// noVessel says which machines a Flexible scale set has instead.
func noVessel(ctx context.Context, c *client.Client, set, instance string) error {
	all, err := list(ctx, c, set+strings.TrimSuffix(instancesSegment, "/"), computeVersion)
	if err != nil {
		return err
	}
	var names []string
	for i, one := range all {
		if i == namesTold {
			names = append(names, "...")
			break
		}
		names = append(names, one.Name)
	}
	return fmt.Errorf("%s has no instance %s; the instances of this Flexible scale set are: %s", set, instance, strings.Join(names, ", "))
}

// errNone says that a machine is not there.
var errNone = errors.New("--create makes it")

func findHolder(ctx context.Context, c *client.Client, r Ref) (string, error) {
	kind, name := r.holder()
	if r.Group == "" {
		return findByName(ctx, c, r, kind, name)
	}
	id := groupID(c, r.Group) + "/providers/" + kind + "/" + url.PathEscape(name)
	var found struct{ ID string }
	err := c.Get(ctx, id, computeVersion, &found)
	if client.IsMissing(err) {
		return "", fmt.Errorf("there is no %s in the resource group %s; %w", r, r.Group, errNone)
	}
	return found.ID, err
}

// findByName looks through the whole subscription.
func findByName(ctx context.Context, c *client.Client, r Ref, kind, name string) (string, error) {
	all, err := list(ctx, c, c.Subscription()+"/providers/"+kind, computeVersion)
	if err != nil {
		return "", err
	}
	var ids, groups []string
	for _, entry := range all {
		id, err := resource.ParseID(entry.ID)
		if err == nil && strings.EqualFold(id.Name(), name) {
			ids, groups = append(ids, entry.ID), append(groups, id.ResourceGroup())
		}
	}
	switch len(ids) {
	case 0:
		return "", fmt.Errorf("there is no %s; %w", r, errNone)
	case 1:
		return ids[0], nil
	}
	return "", fmt.Errorf("there is a %s in each of the resource groups %s: say which one is meant with -g", r, strings.Join(groups, ", "))
}

type listed struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Properties json.RawMessage `json:"properties"`
}

// list reads all pages of a list.
func list(ctx context.Context, c *client.Client, path, version string) ([]listed, error) {
	var all []listed
	for {
		var page struct {
			Value    []listed `json:"value"`
			NextLink string   `json:"nextLink"`
		}
		if err := c.Get(ctx, path, version, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		if page.NextLink == "" {
			return all, nil
		}
		next, err := url.Parse(page.NextLink)
		if err != nil {
			return nil, err
		}
		query := next.Query()
		query.Del("api-version") // Get adds it
		path = next.EscapedPath() + "?" + query.Encode()
	}
}

func groupID(c *client.Client, name string) string {
	return c.Subscription() + "/resourceGroups/" + url.PathEscape(name)
}

// Connect returns how to be the machine with the id.
func Connect(ctx context.Context, c *client.Client, id string) (environ.Machine, error) {
	var answer struct{ Handle string }
	if err := c.Call(ctx, "POST", id+"/connect", computeVersion, nil, &answer); err != nil {
		return environ.Machine{}, err
	}
	return environ.MachineOf(c.Environment(), id, answer.Handle)
}
