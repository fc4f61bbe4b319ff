package resources

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// tagName is a name of tags, with how often each of its values is used.
type tagName struct {
	name   string
	values map[string]int
}

// listTagNames lists the tags in use in a subscription, on what the caller may
// read, with their counts.
func listTagNames(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	documents, _, err := c.Engine().Store.List(ctx, resource.Query{Under: c.ID.Key()})
	if err != nil {
		return nil, err
	}
	names := make(map[string]*tagName)
	for _, d := range documents {
		t := c.Engine().Type(d.Kind)
		if t == nil || !t.Tagged() {
			continue
		}
		record, err := resource.ParseRecord(d)
		if err != nil {
			return nil, err
		}
		id, err := resource.ParseID(record.ID)
		if err != nil {
			return nil, err
		}
		if c.MayRead(t, id) {
			count(names, record.Tags)
		}
	}
	value := make([]any, 0, len(names))
	for _, key := range slices.Sorted(maps.Keys(names)) {
		value = append(value, names[key].show(c.ID.String()))
	}
	return arm.JSON(http.StatusOK, map[string]any{"value": value}), nil
}

func count(names map[string]*tagName, tags map[string]string) {
	for name, value := range tags {
		key := strings.ToLower(name)
		if names[key] == nil {
			names[key] = &tagName{name, make(map[string]int)}
		}
		names[key].values[value]++
	}
}

func (n *tagName) show(subscription string) any {
	id := subscription + "/tagNames/" + url.PathEscape(n.name)
	total := 0
	values := make([]any, 0, len(n.values))
	for _, value := range slices.Sorted(maps.Keys(n.values)) {
		total += n.values[value]
		values = append(values, map[string]any{"id": id + "/tagValues/" + url.PathEscape(value), "tagValue": value, "count": counted(n.values[value])})
	}
	return map[string]any{"id": id, "tagName": n.name, "count": counted(total), "values": values}
}

func counted(n int) any { return map[string]any{"type": "Total", "value": n} }
