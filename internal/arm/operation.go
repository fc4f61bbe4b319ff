package arm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// operation is a long-running operation: a row that says what was begun and
// when it ends. It commits together with what it is about, so that neither is
// without the other after a crash. Whoever asks after its end sees it ended;
// only a deletion, and what waits for scheduled events, has something left to do
// then (see settle.go).
type operation struct {
	ID           string    `json:"id"` // GUID: the request's
	Subscription string    `json:"subscription"`
	Location     string    `json:"location"`
	Namespace    string    `json:"namespace"`
	Verb         string    `json:"verb"`     // "write", "delete" or an action's name
	Resource     string    `json:"resource"` // id of what it is about
	Started      time.Time `json:"started"`
	Ends         time.Time `json:"ends"`
	Removes      bool      `json:"removes,omitempty"` // the resource goes at the end
	Done         bool      `json:"done,omitempty"`    // nothing is left to do
	Lasts        bool      `json:"lasts,omitempty"`   // it goes on until somebody ends it; Ends is a guess till then
	// Boards are where the scheduled events stand for which the operation waits, until
	// NotBefore; it then takes Takes. Version and Body are those of the action that
	// is carried out then.
	Boards    []string        `json:"boards,omitempty"`
	NotBefore time.Time       `json:"notBefore,omitzero"`
	Takes     time.Duration   `json:"takes,omitempty"`
	Version   Version         `json:"version,omitempty"`
	Body      json.RawMessage `json:"body,omitempty"`

	Error *shownFault `json:"error,omitempty"`
	// Held is the mark of the fault that keeps the operation in progress, or "".
	Held string `json:"held,omitempty"`
	// Result is what the operation answers in the end; nil for nothing.
	Result json.RawMessage `json:"result,omitempty"`
}

// shownFault is how an operation failed.
type shownFault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

const operationKind = "azimuth/operation"

func operationKey(subscription, id string) string {
	return "/operations/" + lower(subscription) + "/" + lower(id)
}

func (o operation) document() resource.Document {
	body, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	return resource.Document{Key: operationKey(o.Subscription, o.ID), Kind: operationKind, Body: body}
}

func parseOperation(d resource.Document) (operation, error) {
	var o operation
	if err := json.Unmarshal(d.Body, &o); err != nil {
		return o, fmt.Errorf("arm: %s: %w", d.Key, err)
	}
	return o, nil
}

// paced reports whether the call's type runs operations that take time here, or
// that a fault makes one of this call.
func (c *Call) paced() bool {
	return c.Type != nil && c.Type.Operations != nil && (c.engine.Pace == AsAzure || c.operationFate() != nil)
}

// beginOperation puts a new operation into the unit.
func (c *Call) beginOperation(u *Unit, verb, location string, takes time.Duration, removes bool) operation {
	now := c.engine.Sources.Now().UTC()
	if c.engine.Pace == AtOnce {
		takes = 0 // and a fault decides
	}
	o := operation{
		ID: c.Request.ID, Subscription: c.ID.Subscription(), Location: location, Namespace: c.Type.provider.Namespace,
		Verb: verb, Resource: c.ID.String(), Started: now, Ends: now.Add(takes), Removes: removes, Done: !removes,
	}
	if c.lasts {
		o.Lasts, o.Done, o.Ends = true, false, now.Add(c.expected)
	}
	c.operationFate().shape(&o)
	u.Put(o.document())
	return o
}

// underway is the operation that the unit begins.
func (u *Unit) underway() Underway {
	for _, d := range u.puts {
		if d.Kind == operationKind {
			if o, err := parseOperation(d); err == nil {
				return Underway{Ends: o.Ends, Held: o.Held}
			}
		}
	}
	return Underway{}
}

// announce adds the headers by which a client follows an operation.
func (c *Call) announce(r *Response, o operation, retryAfter int) {
	style := c.Type.Operations
	prefix := c.Request.Origin + "/subscriptions/" + o.Subscription
	version := "api-version=" + string(c.Version)
	if style.Path != "" {
		at := prefix + "/providers/" + o.Namespace + "/locations/" + o.Location + "/"
		poll := at + style.Path + "/" + o.ID + "?"
		if style.Times {
			poll += "p=" + o.Subscription + "&"
			r.with("Azure-AsyncNotification", "Enabled")
		}
		r.with("Azure-AsyncOperation", poll+version)
		if o.Verb != "write" {
			result := poll + "monitor=true&" + version
			if style.Results != "" {
				result = at + style.Results + "/" + o.ID + "?" + version
			}
			r.with("Location", result)
		}
	} else {
		r.with("Location", prefix+"/"+style.Results+"/"+o.ID+"?"+version)
	}
	if c.engine.Pace == AtOnce {
		retryAfter = soon
	}
	if retryAfter > 0 {
		r.with("Retry-After", strconv.Itoa(retryAfter))
	}
}

// soon is how long clients are asked to wait, in seconds, for an operation that is
// one because of a fault alone, where all others are done at once.
const soon = 1

// Later answers a call, which has changed nothing, with a result: at once, or
// where operations take time by one that ends after a while. What stands in no
// subscription has no operations.
func (c *Call) Later(ctx context.Context, takes time.Duration, result any) (*Response, error) {
	if !c.paced() || c.ID.Subscription() == "" {
		return JSON(http.StatusOK, result), nil
	}
	var o operation
	err := c.engine.Work(ctx, operationKey(c.ID.Subscription(), c.Request.ID), func(u *Unit) error {
		o = c.beginOperation(u, "preview", c.engine.locationOf(ctx, u, c.ID), takes, false)
		o.Result = document.Write(result)
		u.Put(o.document())
		return nil
	})
	return c.accepted(o), err
}

// operationRoutes are the addresses at which operations are polled.
func operationRoutes() []Route {
	const location = "/subscriptions/{subscriptionId}/providers/{namespace}/locations/{location}/"
	return []Route{
		{Method: http.MethodGet, Pattern: location + "operations/{operationId}", Do: pollOperation},
		{Method: http.MethodGet, Pattern: location + "operationResults/{operationId}", Do: pollResult},
		{Method: http.MethodGet, Pattern: "/subscriptions/{subscriptionId}/operationresults/{operationId}", Do: pollResult},
	}
}

// pollOperation answers the state of an operation, always with 200.
func pollOperation(ctx context.Context, c *Call) (*Response, error) {
	if strings.EqualFold(c.Query("monitor"), "true") {
		return pollResult(ctx, c)
	}
	o, ended, err := c.findOperation(ctx)
	if err != nil {
		return nil, err
	}
	body := map[string]any{"status": "InProgress"}
	switch {
	case ended && o.Error != nil:
		body["status"], body["error"] = "Failed", map[string]any{"code": o.Error.Code, "message": o.Error.Message}
	case ended:
		body["status"] = "Succeeded"
	}
	if provider := c.engine.providers[lower(o.Namespace)]; provider != nil && provider.times() {
		body["startTime"], body["name"] = operationTime(o.Started), o.ID
		if ended {
			body["endTime"] = operationTime(o.Ends)
		}
	}
	response := JSON(http.StatusOK, body)
	if !ended && c.engine.Pace == AtOnce {
		response.with("Retry-After", strconv.Itoa(soon))
	}
	return response, nil
}

func operationTime(t time.Time) string { return t.Format("2006-01-02T15:04:05.0000000+00:00") }

// times reports whether the provider's operations show when they began.
func (p *Provider) times() bool {
	for _, t := range p.Types {
		if t.Operations != nil {
			return t.Operations.Times
		}
	}
	return false
}

// pollResult answers 202 while an operation runs, and then what the request
// would have been answered at once: 200 with nothing.
func pollResult(ctx context.Context, c *Call) (*Response, error) {
	o, ended, err := c.findOperation(ctx)
	switch {
	case err != nil:
		return nil, err
	case ended && o.Error != nil:
		return nil, resource.Conflict(o.Error.Code, "%s", o.Error.Message)
	case ended && o.Result != nil:
		return JSON(http.StatusOK, []byte(o.Result)), nil
	case ended && !c.engine.repeats(o):
		return &Response{Status: http.StatusOK}, nil
	}
	r := &Response{Status: http.StatusAccepted}
	r.with("Location", c.Request.Origin+c.Request.Path+"?"+c.Request.Query.Encode())
	if c.engine.repeats(o) {
		r.with("Azure-AsyncOperation", c.Request.Origin+strings.Replace(c.Request.Path, "/operationResults/", "/operations/", 1)+"?"+c.Request.Query.Encode())
	}
	if ended {
		r.Status = http.StatusNoContent
		return r, nil
	}
	r.with("Retry-After", strconv.Itoa(c.engine.resultRetry()))
	return r, nil
}

// resultRetry is how long to wait, in seconds, before a result is asked for again.
func (e *Engine) resultRetry() int {
	if e.Pace == AtOnce {
		return soon
	}
	return 10
}

// repeats reports whether the result of an operation names its addresses again,
// and has nothing to say at the end, as Microsoft.Network's.
func (e *Engine) repeats(o operation) bool {
	provider := e.providers[lower(o.Namespace)]
	return provider != nil && !provider.times() && o.Verb == "delete" && o.Namespace != platform
}

// findOperation finds the operation of a poll. Its id is known only to who began
// it, so that knowing it is the right to ask.
func (c *Call) findOperation(ctx context.Context) (o operation, ended bool, err error) {
	id := c.Args["operationId"]
	d, err := c.engine.Store.Get(ctx, operationKey(c.Args["subscriptionId"], id))
	if errors.Is(err, resource.ErrNotFound) {
		return o, false, resource.NotFound("NotFound", "The operation '%s' could not be found.", id)
	}
	if err != nil {
		return o, false, err
	}
	if o, err = parseOperation(d); err != nil {
		return o, false, err
	}
	return o, o.Done && !c.engine.Sources.Now().Before(o.Ends) && !c.engine.Faults.Holds(o.Held), nil
}
