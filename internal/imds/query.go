package imds

import (
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// query is a request's parameters, by their names in lower case.
type query map[string]string

// parseQuery reads the parameters. One that is given twice is an error, as in
// the real service: two readers could take different ones.
func parseQuery(raw string) (query, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, resource.Invalid("invalid_request", "The query of the request cannot be read")
	}
	q := make(query, len(values))
	for name, given := range values {
		lower := strings.ToLower(name)
		if _, twice := q[lower]; twice || len(given) > 1 {
			return nil, resource.Invalid("invalid_request", "The query parameter '%s' is given more than once", lower)
		}
		q[lower] = given[0]
	}
	return q, nil
}

// selector reads which identity is wanted. The names are those of all protocols
// together, so that an identity that was named is never mistaken for none. An
// empty value names nothing.
func (q query) selector() (identity.Selector, error) {
	var s identity.Selector
	named := 0
	for _, choice := range []struct {
		member *string
		names  []string
	}{
		{&s.ClientID, []string{"client_id", "clientid"}},
		{&s.ObjectID, []string{"object_id", "principal_id"}},
		{&s.ResourceID, []string{"msi_res_id", "mi_res_id", "msi-res-id"}},
	} {
		for _, name := range choice.names {
			if q[name] != "" {
				*choice.member = q[name]
				named++
			}
		}
	}
	if named > 1 {
		return identity.Selector{}, errSelectors
	}
	return s, nil
}
