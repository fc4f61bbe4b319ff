package imds

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/scheduledevents"
)

// eventsVersions are the published api-versions of scheduled events, which are not
// those of the rest of the service, oldest first.
var eventsVersions = []string{"2017-03-01", "2017-08-01", "2017-11-01", "2019-01-01", "2019-04-01", "2019-08-01", "2020-07-01"}

// The api-versions of scheduled events that brought something. Before the first of
// them the names of machines had an underscore before them.
const (
	plainNamesSince  = "2017-08-01"
	preemptSince     = "2017-11-01"
	terminateSince   = "2019-01-01"
	descriptionSince = "2019-04-01"
	sourceSince      = "2019-08-01"
	durationSince    = "2020-07-01"
)

// eventSince is the api-version that brought a type of events; "" for the first.
var eventSince = map[scheduledevents.Type]string{scheduledevents.Preempt: preemptSince, scheduledevents.Terminate: terminateSince}

// maxStartRequests is the longest body that is read, in bytes.
const maxStartRequests = 64 << 10

// shownEvent is an event as a machine sees it.
type shownEvent struct {
	EventID           string   `json:"EventId"`
	EventStatus       string   `json:"EventStatus"`
	EventType         string   `json:"EventType"`
	ResourceType      string   `json:"ResourceType"`
	Resources         []string `json:"Resources"`
	NotBefore         string   `json:"NotBefore"` // "" once it has started
	Description       *string  `json:"Description,omitempty"`
	EventSource       string   `json:"EventSource,omitempty"`
	DurationInSeconds int      `json:"DurationInSeconds,omitempty"`
}

// events tells a machine what is going to happen to it and to the machines that it
// stands with, and takes its word that it may.
func (h *Handler) events(w http.ResponseWriter, r *http.Request, c caller) error {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return err
	}
	version := q["api-version"]
	if !slices.Contains(eventsVersions, version) {
		return errEventsVersion
	}
	machine, err := h.machine(r.Context(), c)
	if err != nil {
		return err
	}
	if r.Method == http.MethodPost {
		return h.approve(w, r, machine.ID)
	}
	board, err := h.config.Events.Ask(r.Context(), machine.ID)
	if errors.Is(err, resource.ErrNotFound) {
		return errIdentity // it went away just now
	}
	if err != nil {
		return err
	}
	shown := []shownEvent{}
	for _, event := range board.Events {
		if version >= eventSince[event.Type] {
			shown = append(shown, showEvent(event, version))
		}
	}
	_, _ = w.Write(encode(struct {
		DocumentIncarnation int
		Events              []shownEvent
	}{board.Incarnation, shown})) // nobody is left to tell
	return nil
}

func showEvent(e scheduledevents.Event, version string) shownEvent {
	s := shownEvent{
		EventID: e.ID, EventStatus: "Scheduled", EventType: string(e.Type), ResourceType: "VirtualMachine",
		Resources: []string{e.Machine}, NotBefore: roundUp(e.NotBefore).Format(http.TimeFormat),
	}
	if e.Ends != nil {
		s.EventStatus, s.NotBefore = "Started", ""
	}
	if version < plainNamesSince {
		s.Resources[0] = "_" + s.Resources[0]
	}
	if version >= descriptionSince {
		s.Description = &e.Description
	}
	if version >= sourceSince {
		s.EventSource = "User"
		if e.Type == scheduledevents.Preempt {
			s.EventSource = "Platform"
		}
	}
	if version >= durationSince {
		s.DurationInSeconds = -1 // not known
	}
	return s
}

// roundUp is a time to the second: an event starts at no earlier time than it says.
func roundUp(t time.Time) time.Time { return t.UTC().Add(time.Second - 1).Truncate(time.Second) }

// approve lets the events start that the body names. Azure answers nothing to it.
func (h *Handler) approve(w http.ResponseWriter, r *http.Request, machine resource.ID) error {
	ids, err := readStartRequests(http.MaxBytesReader(w, r.Body, maxStartRequests))
	if err != nil {
		return err
	}
	err = h.config.Events.Approve(r.Context(), machine, ids)
	switch {
	case errors.Is(err, scheduledevents.ErrUnknown):
		return errNoEvent
	case errors.Is(err, resource.ErrNotFound):
		return errIdentity
	case err == nil:
		w.WriteHeader(http.StatusOK)
	}
	return err
}

// readStartRequests reads the ids of events out of a body, whatever its type is said
// to be: clients send forms, too, by mistake.
func readStartRequests(body io.Reader) ([]string, error) {
	var requests struct {
		StartRequests []struct {
			EventID *string `json:"EventId"`
		}
	}
	decoder := json.NewDecoder(body)
	if decoder.Decode(&requests) != nil || len(requests.StartRequests) == 0 {
		return nil, errEvents
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errEvents
	}
	ids := make([]string, len(requests.StartRequests))
	for i, request := range requests.StartRequests {
		if request.EventID == nil {
			return nil, errEvents
		}
		ids[i] = *request.EventID
	}
	return ids, nil
}
