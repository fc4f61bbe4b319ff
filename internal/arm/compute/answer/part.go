package answer

import (
	"context"

	"github.com/azimuthid/azimuth/internal/arm"
)

// Part is a part of a resource that is read by itself.
func Part(name, display string, do func(context.Context, *arm.Call) (*arm.Response, error)) arm.Action {
	return arm.Action{Name: name, Display: display, Read: true, AtOnce: true, Do: do}
}
