package azimuthtest

import (
	"context"
	"time"

	"github.com/azimuthid/azimuth/internal/clock"
)

// Clock is a server's time. Tokens and secrets expire by it, signing keys take
// turns, and operations end. Clients have the machine's: a token that the server
// takes for expired may be good in the eyes of an SDK, and so may be sent again.
type Clock struct {
	s     *Server
	clock *clock.Clock
}

// Now is the server's time.
func (c *Clock) Now() time.Time { return c.clock.Now() }

// Advance moves the server's time forward, and does all that is due by then: when
// it returns, operations have ended and keys have been replaced.
func (c *Clock) Advance(d time.Duration) {
	c.s.t.Helper()
	if err := c.s.server.AdvanceClock(context.Background(), d); err != nil {
		c.s.t.Fatal(err)
	}
}
