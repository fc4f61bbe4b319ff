package machinemap

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// target is the machine that an entry names.
type target struct {
	id    resource.ID // below noSubscription where the name is short
	short bool
}

// noSubscription stands for the server's own until that is known.
const noSubscription = "-"

var errTarget = errors.New("a machine is named by its resource id, GROUP/vm/NAME or GROUP/vmss/NAME/INSTANCE")

func parseTarget(name string) (target, error) {
	short := !strings.HasPrefix(name, "/")
	if short {
		var err error
		if name, err = lengthen(name); err != nil {
			return target{}, fmt.Errorf("%q names no machine: %w", name, err)
		}
	}
	id, err := resource.ParseID(name)
	if err != nil {
		return target{}, err
	}
	switch {
	case id.ResourceGroup() == "":
		return target{}, fmt.Errorf("%q is in no resource group: %w", name, errTarget)
	case strings.EqualFold(id.Type(), identity.MachineType):
	case strings.EqualFold(id.Type(), identity.InstanceType):
		if !isNumber(id.Name()) {
			return target{}, fmt.Errorf("%q is no number of an instance", id.Name())
		}
	default:
		return target{}, fmt.Errorf("%q is a %s and no machine: %w", name, id.Type(), errTarget)
	}
	return target{id, short}, nil
}

// lengthen is the resource id that a short name stands for. A name that is none
// comes back as it is.
func lengthen(name string) (string, error) {
	parts := strings.Split(name, "/")
	for _, part := range parts {
		if part == "" {
			return name, errTarget
		}
	}
	group := "/subscriptions/" + noSubscription + "/resourceGroups/" + parts[0] + "/providers/"
	switch {
	case len(parts) == 3 && parts[1] == "vm":
		return group + identity.MachineType + "/" + parts[2], nil
	case len(parts) == 4 && parts[1] == "vmss":
		return group + identity.ScaleSetType + "/" + parts[2] + "/virtualMachines/" + parts[3], nil
	}
	return name, errTarget
}

// isNumber reports whether a text is a number in the form that Azure gives to
// instances. Those of flexible scale sets are virtual machines.
func isNumber(text string) bool {
	n, err := strconv.ParseUint(text, 10, 32)
	return err == nil && strconv.FormatUint(n, 10) == text
}

// in is the target in a subscription.
func (t target) in(subscription string) target {
	if t.short {
		t.id = resource.MustParseID(strings.Replace(t.id.String(), "/subscriptions/"+noSubscription+"/", "/subscriptions/"+subscription+"/", 1))
	}
	return t
}
