package resources

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
)

func showProvider(ctx context.Context, c *arm.Call, p *arm.Provider) (map[string]any, error) {
	state, err := registration(ctx, c, p)
	if err != nil {
		return nil, err
	}
	prefix := c.ID.String()
	if c.ID.IsRoot() {
		prefix = ""
	}
	policy := "RegistrationRequired"
	if isFree(p) {
		policy = "RegistrationFree"
	}
	types := make([]any, len(p.Types))
	for i, t := range p.Types {
		types[i] = showType(t, c.Version)
	}
	shown := map[string]any{
		"id":                prefix + "/providers/" + p.Namespace,
		"namespace":         p.Namespace,
		"registrationState": state,
		"resourceTypes":     types,
	}
	if !c.Version.Before(policySince) {
		shown["registrationPolicy"] = policy
	}
	return shown, nil
}

// The api-versions from which a provider tells its policy, and a type its
// default api-version.
const (
	policySince  = "2019-05-01"
	defaultSince = "2020-10-01"
)

func showType(t *arm.ResourceType, v arm.Version) map[string]any {
	versions := slices.Clone(t.Versions)
	slices.Reverse(versions)
	names := make([]any, len(versions))
	for i, v := range versions {
		names[i] = string(v)
	}
	locations := []any{}
	capabilities := "None"
	if t.Located {
		capabilities = "SupportsTags, SupportsLocation"
		for _, l := range arm.Locations {
			locations = append(locations, l.Display)
		}
	}
	if t.Identity {
		capabilities = "SystemAssignedResourceIdentity, " + capabilities
	}
	shown := map[string]any{
		"resourceType": t.Name,
		"locations":    locations,
		"apiVersions":  names,
		"capabilities": capabilities,
	}
	if !v.Before(defaultSince) {
		shown["defaultApiVersion"] = newestStable(versions)
	}
	return shown
}

// newestStable is the first of versions, newest first, that is no preview; or
// the first.
func newestStable(versions []arm.Version) string {
	for _, v := range versions {
		if !strings.Contains(string(v), "-preview") {
			return string(v)
		}
	}
	return string(versions[0])
}

func listOperations(_ context.Context, c *arm.Call) (*arm.Response, error) {
	p, err := c.Engine().Provider(c.Args["namespace"])
	if err != nil {
		return nil, err
	}
	value := []any{}
	for _, o := range p.AllOperations() {
		value = append(value, map[string]any{"name": o.Name, "display": map[string]any{
			"provider":    p.Display,
			"resource":    o.Resource,
			"operation":   o.Verb + " " + o.Resource,
			"description": o.Verb + " " + o.Resource + ".",
		}})
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}

// mustRead reads JSON that we wrote ourselves.
func mustRead(text json.RawMessage, into any) {
	if err := json.Unmarshal(text, into); err != nil {
		panic(err)
	}
}
