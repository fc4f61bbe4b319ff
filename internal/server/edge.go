package server

import (
	"net/http"

	"github.com/azimuthid/azimuth/internal/fault"
	"github.com/azimuthid/azimuth/internal/httpstatus"
	"github.com/azimuthid/azimuth/internal/resource"
)

// edge stands before the front ends: it sees what goes through, and lets faults
// meet it.
type edge struct {
	observe func(Exchange) // or nil
	faults  *fault.Set
	spoiler spoiler
	sources resource.Sources
	// asked is what a request to the metadata service asks for, without what names
	// the machine, and the resource id of the machine that sent it, "" for none.
	asked func(r *http.Request) (path, machine string)
}

// front is a front end behind the edge.
type front struct {
	name string
	http.Handler
	// refuse answers with an error that a fault demands, in the front end's form.
	refuse func(w http.ResponseWriter, r *http.Request, q fault.Request, f fault.Refusal)
}

// guard lets faults meet the exchanges with a front end, and tells of them, if
// anybody wants to know.
func (e edge) guard(f front) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		faulty := e.faults.Armed(fault.AtEdge) && !fault.Exempt(r.URL.Path, r.Header.Get)
		if e.observe == nil && !faulty {
			f.ServeHTTP(w, r)
			return
		}
		x := e.describe(f.name, r)
		told := tellWriter{Writer: httpstatus.Writer{ResponseWriter: w, Status: http.StatusOK}, tell: func(status int) {
			x.Status = status
			if e.observe != nil {
				e.observe(x)
			}
		}}
		if faulty {
			if hit, ok := e.faults.Hit(fault.AtEdge, x.asked()); ok {
				x.Fault = hit.Rule.ID
				e.spoiler.spoil(&told, r, f, x.asked(), hit)
				told.once()
				return
			}
		}
		f.ServeHTTP(&told, r)
		told.once()
	})
}

// tellWriter tells of an answer's status before the caller can see it, so that
// who has the answer finds the exchange noted.
type tellWriter struct {
	httpstatus.Writer
	tell func(status int) // nil once told
}

func (w *tellWriter) once() {
	if w.tell != nil {
		tell := w.tell
		w.tell = nil
		tell(w.Status)
	}
}

// lost tells that the caller gets no answer.
func (w *tellWriter) lost() {
	w.Status = 0
	w.once()
}

func (w *tellWriter) WriteHeader(status int) {
	w.Status = status
	if status >= http.StatusOK { // what comes before is no answer yet
		w.once()
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *tellWriter) Write(content []byte) (int, error) {
	w.once()
	return w.ResponseWriter.Write(content)
}
