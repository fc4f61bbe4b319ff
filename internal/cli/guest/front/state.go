package front

import (
	"context"
	"errors"
	"net/http"
)

// State is whether a machine runs.
type State string

// The states of a machine, as its metadata service tells them (internal/imds): On is
// that of one that runs.
const (
	On      State = ""
	Off     State = "off"
	Unknown State = "unknown" // it was deleted
)

var errGone = errors.New("the machine does not run")

func stateOf(h http.Header) State { return State(h.Get("X-Azimuth-Machine")) }

// State asks the server for the state of the machine with a handle.
func (s *Site) State(ctx context.Context, handle string) (State, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://169.254.169.254/vm/"+handle+"/metadata/versions", nil)
	if err != nil {
		return On, err
	}
	request.Header.Set("Metadata", "true")
	request.Close = true
	response, err := s.transport().RoundTrip(request) // to the server, wherever it is
	if err != nil {
		return On, err
	}
	_ = response.Body.Close() // the header tells
	return stateOf(response.Header), nil
}
