// Package httpkept keeps what a handler answers, for callers inside the program:
// who asks a front end without a connection, and who sends an answer on later.
package httpkept

import (
	"bytes"
	"net/http"
)

// Answer is a http.ResponseWriter that keeps what it gets. The zero Answer is
// not ready; New makes one.
type Answer struct {
	// Status is what was written last, 200 where nothing was.
	Status int
	// Body is the content so far.
	Body bytes.Buffer

	header http.Header
}

// New is an answer of which nothing is known yet.
func New() *Answer { return &Answer{Status: http.StatusOK, header: make(http.Header)} }

// Header is the answer's header, for reading and for writing.
func (a *Answer) Header() http.Header { return a.header }

// WriteHeader keeps the status.
func (a *Answer) WriteHeader(status int) { a.Status = status }

// Write keeps content. It never fails.
func (a *Answer) Write(content []byte) (int, error) { return a.Body.Write(content) }
