package imds

import (
	"context"
	"errors"
	"net/http"
)

// headerMachine is in the answer where the handle of a request names no machine
// that runs; see the package's comment.
const headerMachine = "X-Azimuth-Machine"

// present refuses a machine that is off, and marks the answer where the machine
// that a request names is off or not there at all. What an unknown one gets is
// for each path to say.
func (h *Handler) present(ctx context.Context, w http.ResponseWriter, c caller) error {
	if c.handle == "" && c.by != byAddress {
		return nil
	}
	_, err := h.machine(ctx, c)
	switch {
	case errors.Is(err, errOff):
		w.Header().Set(headerMachine, "off")
	case errors.Is(err, errIdentity):
		w.Header().Set(headerMachine, "unknown")
		return nil
	}
	return err
}
