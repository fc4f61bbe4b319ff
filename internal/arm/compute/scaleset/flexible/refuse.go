package flexible

import (
	"github.com/azimuthid/azimuth/internal/resource"
)

// NotAllowed is the error for a part of a scale set that has no meaning for a
// Flexible one, whose machines are asked for themselves.
func NotAllowed(operation, set string) error {
	return resource.Invalid("BadRequest", "Operation 'VirtualMachineScaleSets.%s' is not allowed on Virtual Machine Scale Set '%s'.", operation, set)
}
