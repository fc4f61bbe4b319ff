package steps

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/demo"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

// step does one step and returns its result.
type step func(ctx context.Context, s session) (any, error)

var all = map[string]step{
	demo.CreateGroup:    createGroup,
	demo.CreateNetwork:  createNetwork,
	demo.CreateIdentity: createIdentity,
	demo.CreateScaleSet: createScaleSet,
	demo.AddIdentity:    addIdentity,
	demo.AssignRole:     assignRole,
	demo.RemoveIdentity: removeIdentity,
	demo.MachineToken:   machineToken,
	demo.ReadScaleSet:   readScaleSet,
	demo.VerifyToken:    verifyToken,
}

// session is what a step works with.
type session struct {
	client  *client.Client
	sources resource.Sources
	getenv  func(string) string
}

// Run does the step with the name, with the variables that getenv finds, and
// returns its result, which has a JSON form.
func Run(ctx context.Context, name string, getenv func(string) string, sources resource.Sources) (any, error) {
	do, ok := all[name]
	if !ok {
		return nil, fmt.Errorf("there is no step %q: the steps are %s", name, strings.Join(slices.Sorted(maps.Keys(all)), ", "))
	}
	c, err := client.New(server.Environment{
		ResourceManager: getenv("AZIMUTH_RESOURCE_MANAGER"),
		Login:           getenv("AZIMUTH_LOGIN"),
		CAFile:          getenv("SSL_CERT_FILE"),
		TenantID:        getenv("AZURE_TENANT_ID"),
		SubscriptionID:  getenv("AZURE_SUBSCRIPTION_ID"),
		ClientID:        getenv("AZURE_CLIENT_ID"),
		ClientSecret:    getenv("AZURE_CLIENT_SECRET"),
	})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return do(ctx, session{client: c, sources: sources, getenv: getenv})
}

func (s session) group() string {
	return s.client.Subscription() + "/resourceGroups/" + s.getenv(demo.VarGroup)
}

// in is the id of a resource in the group.
func (s session) in(kind, name string) string { return s.group() + "/providers/" + kind + "/" + name }

func (s session) scaleSet() string {
	return s.in("Microsoft.Compute/virtualMachineScaleSets", s.getenv(demo.VarScaleSet))
}
