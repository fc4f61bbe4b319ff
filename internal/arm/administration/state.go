package administration

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/snapshot"
)

// StatePath is where the server's state is saved, loaded and reset.
const StatePath = "/providers/Azimuth/state"

// State is all that the server keeps.
type State interface {
	// Snapshot is the state at one moment, with history or without.
	Snapshot(ctx context.Context, history bool) (snapshot.Snapshot, error)
	// LoadSnapshot replaces the state.
	LoadSnapshot(ctx context.Context, s snapshot.Snapshot) error
	// ResetState goes back to the beginning.
	ResetState(ctx context.Context) error
}

// stateRoutes demand the right to give roles at the root: whoever loads a state
// gives what roles he likes.
func stateRoutes(s State) []arm.Route {
	return []arm.Route{
		{Method: http.MethodGet, Pattern: StatePath, Action: mayBeAnybody, Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
			taken, err := s.Snapshot(ctx, c.Query("history") == "true")
			if err != nil {
				return nil, err
			}
			var b bytes.Buffer
			if err := taken.Write(&b); err != nil {
				return nil, err
			}
			return arm.JSON(http.StatusOK, b.Bytes()), nil
		}},
		{Method: http.MethodPut, Pattern: StatePath, Action: mayBeAnybody, Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
			loaded, err := snapshot.Read(c.Request.Body)
			if wrong, ok := errors.AsType[*snapshot.FormatError](err); ok {
				return nil, resource.Invalid("InvalidSnapshot", "%v.", wrong)
			}
			if err == nil {
				err = s.LoadSnapshot(ctx, loaded)
			}
			return &arm.Response{Status: http.StatusNoContent}, err
		}},
		{Method: http.MethodPost, Pattern: StatePath + "/reset", Action: mayBeAnybody, Do: func(ctx context.Context, _ *arm.Call) (*arm.Response, error) {
			return &arm.Response{Status: http.StatusNoContent}, s.ResetState(ctx)
		}},
	}
}
