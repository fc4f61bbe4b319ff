package server

import (
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm/changes"
	"github.com/azimuthid/azimuth/internal/portal"
	"github.com/azimuthid/azimuth/internal/sts"
)

// withPortal serves the portal and the stream of changes that it follows, and
// leaves all else to next.
func (s *Server) withPortal(m Meter, next http.Handler) (http.Handler, error) {
	page, err := portal.New(portal.Site(), portal.Settings{
		TenantID: s.tenant.TenantID, ClientID: sts.PortalClientID, Domain: tenantDomain,
	}, s.config.Sources)
	if err != nil {
		return nil, err
	}
	counted := m.Count("portal", page)
	stream := &changes.Handler{Feed: s.changes, Engine: s.engine}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case portal.Serves(r.URL.Path):
			counted.ServeHTTP(w, r)
		case changes.Serves(r.URL.Path):
			stream.ServeHTTP(w, r) // how long it lasts says nothing
		default:
			next.ServeHTTP(w, r)
		}
	}), nil
}
