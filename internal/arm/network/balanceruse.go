package network

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// deleteBalancer refuses to delete a load balancer that machines are connected to.
func deleteBalancer(ctx context.Context, r *arm.Removal) error {
	properties, err := document.Read(r.Record.Properties)
	if err != nil {
		return err
	}
	for _, part := range balancerParts {
		for _, element := range document.Array(properties, part.member) {
			if err := checkPartUnused(ctx, *r, part.member, document.String(element, "id")); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkDropped refuses a write that leaves out parts that machines are connected to.
func checkDropped(ctx context.Context, w *arm.Write) error {
	for _, part := range balancerParts {
		kept := make(map[string]bool)
		for _, element := range document.Array(w.Properties, part.member) {
			kept[strings.ToLower(document.String(element, "id"))] = true
		}
		for _, element := range document.Array(w.OldProperties, part.member) {
			id := document.String(element, "id")
			if kept[strings.ToLower(id)] {
				continue
			}
			if err := checkPartUnused(ctx, arm.Removal{Call: w.Call, Unit: w.Unit, Target: w.ID}, part.member, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkPartUnused(ctx context.Context, r arm.Removal, member, id string) error {
	var err error
	if r.ID, err = resource.ParseID(id); err != nil {
		return err
	}
	user, used, err := r.UsedBy(ctx)
	if err != nil || !used {
		return err
	}
	if user.Type == identity.ScaleSetType {
		return resource.Invalid("LoadBalancerInUseByVirtualMachineScaleSet", "Cannot remove load balancer %s since its child resources %s are in use by virtual machine scale set %s.", r.ID.Parent(), member, user.ID)
	}
	return resource.Invalid("InUseLoadBalancerCannotBeDeleted", "Load balancer %s cannot lose its child resource %s because it is in use by %s.", r.ID.Parent(), r.ID, user.ID)
}
