package scheduledevents

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Kind is the document kind of boards.
const Kind = "azimuth/scheduledevents"

// Watch is for how long machines are told of events after one of them asked.
const Watch = 24 * time.Hour

// Board is all that the machines of a group are told. Its document stands at Group.
type Board struct {
	Group string `json:"group"`
	// Asked is when a machine of the group last asked for events, to the minute;
	// zero where none did.
	Asked time.Time `json:"asked"`
	// Incarnation counts the changes of what is told.
	Incarnation int     `json:"incarnation"`
	Events      []Event `json:"events,omitempty"`
	// Past are the ids of the last events that are over. Who approves one of them was
	// overtaken, and not wrong.
	Past []string `json:"past,omitempty"`
}

// maxPast is how many ids of past events are kept.
const maxPast = 64

// Parse reads a board's document.
func Parse(d resource.Document) (Board, error) {
	var b Board
	if err := json.Unmarshal(d.Body, &b); err != nil {
		return b, fmt.Errorf("scheduledevents: %s: %w", d.Key, err)
	}
	return b, nil
}

// Document is how the board is kept.
func (b Board) Document() resource.Document {
	body, err := json.Marshal(b)
	if err != nil {
		panic(err) // it holds texts and times
	}
	return resource.Document{Key: b.Group, Kind: Kind, Body: body}
}

// Watched reports whether the machines of the group are told of events.
func (b Board) Watched(now time.Time) bool {
	return !b.Asked.IsZero() && now.Before(b.Asked.Add(Watch))
}

// At is the board as it is told at a time: without the events that are over by
// then, each of which was a change.
func (b Board) At(now time.Time) Board {
	over := func(e Event) bool { return e.Ends != nil && !now.Before(*e.Ends) }
	if !slices.ContainsFunc(b.Events, over) {
		return b
	}
	told := b
	told.Events, told.Past = nil, slices.Clone(b.Past)
	for _, e := range b.Events {
		if over(e) {
			told.leave(e)
		} else {
			told.Events = append(told.Events, e)
		}
	}
	return told
}

func (b *Board) leave(e Event) {
	b.Incarnation++
	b.Past = append(b.Past, e.ID)
	b.Past = b.Past[max(0, len(b.Past)-maxPast):]
}

// Add announces what an operation is going to do.
func (b *Board) Add(now time.Time, id, operation string, i Impact) Event {
	*b = b.At(now)
	e := Event{ID: strings.ToUpper(id), Type: i.Type, Machine: i.Machine, Description: i.Description, NotBefore: now.Add(i.Notice), Operation: operation}
	b.Events = append(slices.Clone(b.Events), e)
	b.Incarnation++
	return e
}

// Of is the event of a machine that has not started yet.
func (b Board) Of(machine string) (Event, bool) {
	i := slices.IndexFunc(b.Events, func(e Event) bool { return e.Ends == nil && strings.EqualFold(e.Machine, machine) })
	if i < 0 {
		return Event{}, false
	}
	return b.Events[i], true
}

// Approve lets an event start before its time; false where there is and was none
// with this id, in any case. What is told does not change by it.
func (b *Board) Approve(id string) bool {
	b.Events = slices.Clone(b.Events)
	for i, e := range b.Events {
		if strings.EqualFold(e.ID, id) {
			b.Events[i].Approved = true
			return true
		}
	}
	return slices.ContainsFunc(b.Past, func(past string) bool { return strings.EqualFold(past, id) })
}

// Ready reports whether all events for which an operation waits here may start.
func (b Board) Ready(now time.Time, operation string) bool {
	return !slices.ContainsFunc(b.Events, func(e Event) bool { return e.Operation == operation && !e.ready(now) })
}

// Start starts the events of an operation that is over at a time.
func (b *Board) Start(now time.Time, operation string, ends time.Time) {
	b.Events = slices.Clone(b.Events)
	for i, e := range b.Events {
		if e.Operation == operation && e.Ends == nil {
			b.Events[i].Ends = &ends
			b.Incarnation++
		}
	}
	*b = b.At(now)
}

// Cancel takes the events of an operation back.
func (b *Board) Cancel(operation string) {
	kept := make([]Event, 0, len(b.Events))
	for _, e := range b.Events {
		if e.Operation == operation {
			b.leave(e)
		} else {
			kept = append(kept, e)
		}
	}
	b.Events = kept
}

// Stale reports whether nobody needs the board any more.
func (b Board) Stale(now time.Time) bool { return !b.Watched(now) && len(b.At(now).Events) == 0 }
