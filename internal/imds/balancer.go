package imds

import (
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/imds/instance"
	"github.com/azimuthid/azimuth/internal/resource"
)

// oldestBalancer is the first api-version that has the load balancer category.
const oldestBalancer = "2020-10-01"

// balancer tells a machine of the load balancers that it stands behind.
func (h *Handler) balancer(w http.ResponseWriter, r *http.Request, c caller) error {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return err
	}
	if version := q["api-version"]; !instanceVersion(version) || version < oldestBalancer {
		return errVersion
	}
	if format, given := q["format"]; given && format != "json" {
		return errOnlyJSON
	}
	machine, err := h.machine(r.Context(), c)
	if err != nil {
		return err
	}
	told, behind, err := h.config.Instances.Balancing(r.Context(), machine.ID)
	switch {
	case errors.Is(err, resource.ErrNotFound):
		return errIdentity // it went away just now
	case err != nil:
		return err
	case !behind:
		return errNoBalancer
	}
	_, _ = w.Write(encode(struct {
		Balancing instance.Balancing `json:"loadbalancer"`
	}{told})) // nobody is left to tell
	return nil
}
