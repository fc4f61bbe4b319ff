package catalogue

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
)

const publishersPath = "/subscriptions/{subscriptionId}/providers/Microsoft.Compute/locations/{location}/publishers"

// listPublishers lists who publishes images and handlers of extensions.
func listPublishers(_ context.Context, c *arm.Call) (*arm.Response, error) {
	found := make([]string, 0, len(platformImages)+len(handlerImages))
	for _, i := range platformImages {
		found = append(found, i.publisher)
	}
	for _, h := range handlerImages {
		found = append(found, h.publisher)
	}
	return listArtifacts(c, publisherPath(c), found)
}

// listArtifacts is the answer to a list of one level of a catalogue, in the order
// and up to the number that the query asks for.
func listArtifacts(c *arm.Call, parent string, found []string) (*arm.Response, error) {
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
	})
	found = slices.Compact(found)
	if strings.HasSuffix(strings.ToLower(c.Query("$orderby")), " desc") {
		slices.Reverse(found)
	}
	page, err := c.ReadPage()
	if err != nil {
		return nil, err
	}
	list := []any{}
	for _, name := range found[:min(len(found), page.Limit)] {
		list = append(list, map[string]any{"location": location(c), "name": name, "id": parent + "/" + name})
	}
	return arm.JSON(http.StatusOK, list), nil
}

// showArtifact is the answer to a read of one version of what a catalogue has.
func showArtifact(c *arm.Call, parent string, properties map[string]any) *arm.Response {
	name := strings.ToLower(c.Args["version"])
	return arm.JSON(http.StatusOK, map[string]any{"properties": properties, "location": location(c), "name": name, "id": parent + "/" + name})
}

// asked reports whether an entry of a catalogue has all the names that a path names.
func asked(args, names map[string]string) bool {
	for name, value := range names {
		if sent := args[name]; sent != "" && !strings.EqualFold(sent, value) {
			return false
		}
	}
	return true
}

// publisherPath is the id of the catalogues' first level.
func publisherPath(c *arm.Call) string {
	return "/Subscriptions/" + c.Args["subscriptionId"] + "/Providers/Microsoft.Compute/Locations/" + location(c) + "/Publishers"
}

// location is the location that the path names, as Azure writes it.
func location(c *arm.Call) string {
	return arm.NormalLocation(c.Args["location"])
}
