package httpstatus

import "net/http"

// Writer remembers the status of an answer. Status is that of an answer that does
// not say one until it says another.
type Writer struct {
	http.ResponseWriter

	Status int
}

// WriteHeader sends and remembers a status.
func (w *Writer) WriteHeader(status int) {
	w.Status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *Writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }
