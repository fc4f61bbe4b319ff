package changes

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Path is the stream's address.
const Path = "/providers/Azimuth/changes"

const (
	// beat is how often a stream says that it lives, and how often it is checked
	// that its caller may still listen.
	beat = 15 * time.Second
	// patience is how long a caller may take to receive what it is told.
	patience = 10 * time.Second
	// mostStreams bounds what listeners may cost.
	mostStreams = 256
)

// Handler serves the stream. It may be used from many goroutines.
type Handler struct {
	Feed   *Feed
	Engine *arm.Engine

	streams atomic.Int64
}

// Serves reports whether a path is the stream's.
func Serves(path string) bool { return strings.EqualFold(path, Path) }

// ServeHTTP tells its caller of changes until one of the two goes. A caller that
// was here before names the last event that it heard in Last-Event-ID, and hears
// what it missed, or, in an event "missed", that this is not known any more.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		arm.Refuse(w, resource.Errorf(resource.KindMethod, "MethodNotAllowed", "The method %s is not supported for '%s'.", r.Method, r.URL.Path))
		return
	}
	if _, err := h.caller(r); err != nil {
		arm.Refuse(w, resource.AsError(err))
		return
	}
	defer h.streams.Add(-1)
	if h.streams.Add(1) > mostStreams {
		arm.Refuse(w, resource.Errorf(resource.KindUnavailable, "ServerBusy", "There are too many streams of changes. Please try again later."))
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	s := &stream{Handler: h, request: r, writer: w, control: http.NewResponseController(w)}
	s.run()
}

func (h *Handler) caller(r *http.Request) (arm.Caller, error) {
	return h.Engine.Authenticate(r.Context(), r.Header.Get("Authorization"))
}

// stream is one caller that listens.
type stream struct {
	*Handler
	request *http.Request
	writer  http.ResponseWriter
	control *http.ResponseController
	at      int64 // revision up to which it was told
}

func (s *stream) run() {
	if !s.begin() {
		return
	}
	beats := time.NewTicker(beat) // of the connection, not of the server's world
	defer beats.Stop()
	for {
		b := s.Feed.after(s.at)
		if b.closed || !s.tell(b) {
			return
		}
		select {
		case <-s.request.Context().Done():
			return
		case <-b.more:
		case <-beats.C:
			if _, err := s.caller(s.request); err != nil || !s.send(": alive\n\n") {
				return
			}
		}
	}
}

// begin says from where the stream tells.
func (s *stream) begin() bool {
	last := s.request.Header.Get("Last-Event-ID")
	at, ok := s.Feed.read(last)
	if last != "" && ok {
		s.at = at
		return s.send(": welcome back\n\n")
	}
	s.at = s.Feed.now()
	event := "open"
	if last != "" {
		event = "missed"
	}
	return s.event(event, "{}")
}

// tell sends what the caller may read of a batch. Who it is, and what it may, is
// asked anew each time.
func (s *stream) tell(b batch) bool {
	if b.missed {
		s.at = b.upTo
		return s.event("missed", "{}")
	}
	if len(b.changes) == 0 {
		s.at = b.upTo
		return true
	}
	caller, err := s.caller(s.request)
	if err != nil {
		return false
	}
	s.at = b.upTo
	visible := s.visible(caller, b.changes)
	if len(visible) == 0 {
		return true
	}
	text, err := json.Marshal(visible)
	if err != nil {
		return false
	}
	return s.event("changes", string(text))
}

// shown is a change as it is told.
type shown struct {
	ID   string `json:"id"`   // in lower case
	Kind string `json:"kind"` // in lower case
}

func (s *stream) visible(caller arm.Caller, changes []change) []shown {
	var all []shown
	for _, c := range changes {
		one := shown{ID: c.key, Kind: c.kind}
		if c.kind == arm.EventKind {
			one.ID = strings.ToLower(c.scope)
		}
		if s.mayHear(caller, c) && !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}

// mayHear follows who may read a thing: everybody in the tenant the directory,
// and of resources and the log those with the right.
func (s *stream) mayHear(caller arm.Caller, c change) bool {
	switch {
	case strings.HasPrefix(c.kind, directoryKinds):
		return true
	case c.kind == arm.EventKind:
		return s.Engine.MayRead(caller, arm.EventKind, c.scope)
	}
	return s.Engine.MayRead(caller, c.kind, c.key)
}

// event sends one event, with the place up to which the stream has told.
func (s *stream) event(name, data string) bool {
	return s.send("id: " + s.Feed.mark(s.at) + "\nevent: " + name + "\ndata: " + data + "\n\n")
}

func (s *stream) send(text string) bool {
	_ = s.control.SetWriteDeadline(time.Now().Add(patience)) // a test's recorder has none
	if _, err := io.WriteString(s.writer, text); err != nil {
		return false
	}
	err := s.control.Flush()
	_ = s.control.SetWriteDeadline(time.Time{}) // one that passes later would end the stream
	return err == nil
}
