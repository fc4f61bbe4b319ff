package resources

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/azimuthid/azimuth/internal/arm"
)

func listProviders(_ context.Context, c *arm.Call) (*arm.Response, error) {
	providers := c.Engine().Providers()
	value := make([]any, len(providers))
	for i, p := range providers {
		value[i] = showProvider(c, p)
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}

// getProvider answers reading and registering alike: every provider is
// registered from the start.
func getProvider(_ context.Context, c *arm.Call) (*arm.Response, error) {
	p, err := c.Engine().Provider(c.Args["namespace"])
	if err != nil {
		return nil, err
	}
	return arm.JSON(http.StatusOK, showProvider(c, p)), nil
}

func showProvider(c *arm.Call, p *arm.Provider) map[string]any {
	prefix := c.ID.String()
	if c.ID.IsRoot() {
		prefix = ""
	}
	shown := map[string]any{
		"id":                 prefix + "/providers/" + p.Namespace,
		"namespace":          p.Namespace,
		"registrationPolicy": "RegistrationRequired",
		"registrationState":  "Registered",
	}
	types := make([]any, len(p.Types))
	for i, t := range p.Types {
		types[i] = showType(t)
	}
	shown["resourceTypes"] = types
	return shown
}

func showType(t *arm.ResourceType) map[string]any {
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
	return map[string]any{"resourceType": t.Name, "locations": locations, "apiVersions": names, "capabilities": capabilities}
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
