package administration

import (
	"context"
	"net/http"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/clock"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Clock is the time that the server has.
type Clock interface {
	// ClockState tells of the clock; false where the server's time is not ours to move.
	ClockState() (clock.State, bool)
	// AdvanceClock moves the clock forward, and does all that is due by then.
	AdvanceClock(ctx context.Context, d time.Duration) error
}

func clockRoutes(c Clock) []arm.Route {
	const at = "/providers/Azimuth/clock"
	show := func() (*arm.Response, error) {
		state, ok := c.ClockState()
		if !ok {
			return nil, resource.Errorf(resource.KindConflict, "ClockNotMovable", "The time of this server comes from elsewhere.")
		}
		return arm.JSON(http.StatusOK, map[string]any{
			"now": state.Now.UTC().Format(time.RFC3339), "rate": state.Rate, "ahead": state.Ahead.Round(time.Second).String(),
		}), nil
	}
	return []arm.Route{
		{Method: http.MethodGet, Pattern: at, Action: "Azimuth/clock/read", Do: func(context.Context, *arm.Call) (*arm.Response, error) {
			return show()
		}},
		{Method: http.MethodPost, Pattern: at + "/advance", Action: "Azimuth/clock/advance/action", Do: func(ctx context.Context, call *arm.Call) (*arm.Response, error) {
			body, err := call.ReadObject()
			if err != nil {
				return nil, err
			}
			by, err := time.ParseDuration(document.String(body, "by"))
			if err != nil {
				return nil, resource.Invalid("InvalidDuration", "The member 'by' must be a duration such as '25h' or '90s'.")
			}
			if err := c.AdvanceClock(ctx, by); err != nil {
				return nil, err
			}
			return show()
		}},
	}
}
