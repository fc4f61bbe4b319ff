package insights

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Routes are the addresses of the activity log.
func Routes() []arm.Route {
	return []arm.Route{{
		Method:  http.MethodGet,
		Pattern: "/subscriptions/{subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values",
		Action:  arm.ReadEvents, Filtered: true,
		Do: listEvents,
	}}
}

// pageSize is how many events one answer holds.
const pageSize = 200

// listEvents lists a subscription's events, the latest first. The filter says
// from when to when, and may name a group, a resource, a provider, a caller or a
// correlation.
func listEvents(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	wanted, err := readQuestion(c)
	if err != nil {
		return nil, err
	}
	page, err := c.ReadPage()
	if err != nil {
		return nil, err
	}
	page.Limit = min(page.Limit, pageSize)
	query := resource.Query{Kind: arm.EventKind, Under: arm.EventsUnder(c.ID.Subscription()), After: page.After, Limit: pageSize}
	if query.After == "" && !wanted.until.IsZero() {
		// Events of the last moment have a longer key than the moment itself.
		query.After = arm.EventKey(c.ID.Subscription(), wanted.until.Add(time.Nanosecond), "~")
	}
	var found []entry
	for {
		documents, more, err := c.Engine().Store.List(ctx, query)
		if err != nil {
			return nil, err
		}
		for _, d := range documents {
			query.After = d.Key
			event, err := arm.ParseEvent(d)
			if err != nil {
				return nil, err
			}
			if event.Time.Before(wanted.since) {
				return answer(c, wanted, found, "")
			}
			if !wanted.holds(event) || !c.MayDo(arm.ReadEvents, event.Scope) {
				continue
			}
			if len(found) == page.Limit {
				return answer(c, wanted, found, found[len(found)-1].key)
			}
			found = append(found, entry{event, d.Key})
		}
		if !more {
			return answer(c, wanted, found, "")
		}
	}
}

// entry is an event of an answer, with its key.
type entry struct {
	event arm.Event
	key   string
}

func answer(c *arm.Call, wanted question, events []entry, next string) (*arm.Response, error) {
	value := make([]any, len(events))
	for i, f := range events {
		value[i] = wanted.only(show(c, f.event))
	}
	body := map[string]any{"value": value}
	if next != "" {
		body["nextLink"] = c.NextLink(next)
	}
	return arm.JSON(http.StatusOK, body), nil
}

// question is what a request wants to know.
type question struct {
	since, until time.Time
	equal        map[string]string // by property, in lower case
	members      []string          // of $select; nil for all
}

func readQuestion(c *arm.Call) (question, error) {
	text := c.Query("$filter")
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return question{}, err
	}
	if err := filter.Only(text, "eventTimestamp", "resourceGroupName", "resourceUri", "resourceId", "resourceProvider", "caller", "correlationId", "status", "levels", "eventChannels", "operations", "category"); err != nil {
		return question{}, err
	}
	q := question{equal: make(map[string]string)}
	for _, condition := range filter {
		switch {
		case condition.Name == "eventtimestamp":
			at, err := time.Parse(time.RFC3339Nano, condition.Value)
			if err != nil {
				return q, resource.Invalid("BadRequest", "The time '%s' of the filter is not valid: it must have the form 2006-01-02T15:04:05Z.", condition.Value)
			}
			if strings.HasPrefix(condition.Op, "g") {
				q.since = at
			} else {
				q.until = at
			}
		case condition.Op != "eq":
			return q, resource.Invalid("BadRequest", "The property '%s' of the filter can only be compared with eq.", condition.Name)
		default:
			q.equal[condition.Name] = condition.Value
		}
	}
	for member := range strings.SplitSeq(c.Query("$select"), ",") {
		if member = strings.TrimSpace(member); member != "" {
			q.members = append(q.members, member)
		}
	}
	return q, nil
}

func (q question) holds(e arm.Event) bool {
	if !q.until.IsZero() && e.Time.After(q.until) {
		return false
	}
	for property, value := range q.equal {
		if !matches(e, property, value) {
			return false
		}
	}
	return true
}

func matches(e arm.Event, property, value string) bool {
	switch property {
	case "resourcegroupname":
		return strings.EqualFold(scopeOf(e).ResourceGroup(), value)
	case "resourceuri", "resourceid":
		wanted, err := resource.ParseID(value)
		return err == nil && scopeOf(e).Within(wanted)
	case "resourceprovider":
		return strings.EqualFold(providerOf(e), value)
	case "caller":
		return strings.EqualFold(e.Caller, value) || strings.EqualFold(e.CallerName, value)
	case "correlationid":
		return strings.EqualFold(e.CorrelationID, value)
	case "status":
		return strings.EqualFold(statusOf(e), value)
	case "operations":
		return strings.EqualFold(e.Action, value)
	case "category":
		return strings.EqualFold(value, "Administrative")
	default: // channels and levels: all events have the same
		return true
	}
}

// only leaves the members that were asked for.
func (q question) only(event map[string]any) map[string]any {
	if q.members == nil {
		return event
	}
	chosen := make(map[string]any, len(q.members))
	for _, member := range q.members {
		for name, value := range event {
			if strings.EqualFold(name, member) {
				chosen[name] = value
			}
		}
	}
	return chosen
}
