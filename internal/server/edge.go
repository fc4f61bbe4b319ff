package server

import (
	"net/http"

	"github.com/azimuthid/azimuth/internal/resource"
)

// edge stands before the front ends and sees what goes through.
type edge struct {
	observe func(Exchange) // or nil
	sources resource.Sources
	// asked is what a request to the metadata service asks for, without what names
	// the machine, and the resource id of the machine that sent it, "" for none.
	asked func(r *http.Request) (path, machine string)
}

// watch tells of the exchanges with a front end, if anybody wants to know.
func (e edge) watch(front string, next http.Handler) http.Handler {
	if e.observe == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := e.describe(front, r)
		told := tellWriter{statusWriter: statusWriter{ResponseWriter: w, status: http.StatusOK}, tell: func(status int) {
			x.Status = status
			e.observe(x)
		}}
		next.ServeHTTP(&told, r)
		told.once()
	})
}

// tellWriter tells of an answer's status before the caller can see it, so that
// who has the answer finds the exchange noted.
type tellWriter struct {
	statusWriter
	tell func(status int) // nil once told
}

func (w *tellWriter) once() {
	if w.tell != nil {
		tell := w.tell
		w.tell = nil
		tell(w.status)
	}
}

func (w *tellWriter) WriteHeader(status int) {
	w.status = status
	if status >= http.StatusOK { // what comes before is no answer yet
		w.once()
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *tellWriter) Write(content []byte) (int, error) {
	w.once()
	return w.ResponseWriter.Write(content)
}
