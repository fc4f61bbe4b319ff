// Package clock is the time that a server has: the machine's, or one that is
// ahead of it, runs faster or stands still. It owns how such a clock is written
// and moved; who reads it gets a function that tells the time.
package clock

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// MaxRate is the fastest that a clock runs, as a multiple of the machine's.
	MaxRate = 100_000
	// MaxOffset is the furthest that a clock is from the machine's, or is moved at once.
	MaxOffset = 100 * 365 * 24 * time.Hour
)

// Clock is a clock. It may be used from many goroutines.
type Clock struct {
	machine func() time.Time

	mu sync.Mutex
	// At since, by the machine's clock, this one showed shows; from there it
	// runs rate times as fast. since is zero while it is the machine's clock, by
	// an offset.
	since, shows time.Time
	rate         float64
	offset       time.Duration
	moved        chan struct{} // closed when the clock is moved; nil while nobody waits
}

// State is what there is to tell of a clock.
type State struct {
	Now time.Time
	// Rate is how many seconds pass in one of the machine's: 1, or 0 for a clock
	// that stands still.
	Rate float64
	// Ahead is how far it is ahead of the machine's clock; less than 0, behind.
	Ahead time.Duration
}

// New is a clock that shows what the machine's does.
func New(machine func() time.Time) *Clock { return &Clock{machine: machine, rate: 1} }

// At is a clock that stands still at a time.
func At(t time.Time, machine func() time.Time) *Clock {
	return &Clock{machine: machine, since: machine(), shows: t.Round(0)}
}

// Parse reads a clock: "" for the machine's, a time of RFC 3339 at which it
// stands still, an offset with its sign ("+25h", "-30m"), or "x" and a rate
// ("x60": an hour in a minute).
func Parse(text string, machine func() time.Time) (*Clock, error) {
	c := New(machine)
	switch {
	case text == "":
		return c, nil
	case text[0] == '+' || text[0] == '-':
		offset, err := time.ParseDuration(text)
		if err != nil || offset.Abs() > MaxOffset {
			return nil, fmt.Errorf("the clock %q is no offset such as +25h or -30m, of 100 years at most", text)
		}
		c.offset = offset
		return c, nil
	case text[0] == 'x':
		rate, err := strconv.ParseFloat(text[1:], 64)
		if err != nil || math.IsNaN(rate) || rate < 1 || rate > MaxRate {
			return nil, fmt.Errorf("the clock %q is no rate such as x60, from 1 to %d", text, MaxRate)
		}
		c.since, c.rate = machine(), rate
		c.shows = c.since.Round(0)
		return c, nil
	}
	at, err := time.Parse(time.RFC3339, strings.ToUpper(text))
	if err != nil {
		return nil, fmt.Errorf("the clock %q is neither a time such as 2030-01-31T12:00:00Z, nor an offset such as +25h, nor a rate such as x60", text)
	}
	return At(at, machine), nil
}

// Now is the present time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now(c.machine())
}

func (c *Clock) now(machine time.Time) time.Time {
	if c.since.IsZero() {
		return machine.Add(c.offset)
	}
	return c.shows.Add(time.Duration(float64(machine.Sub(c.since)) * c.rate))
}

// ErrBackwards is Advance's answer where the clock would not be moved forward.
var ErrBackwards = errors.New("a clock is moved forward only, by 100 years at most: what was issued and noted would lie in its future")

// Advance moves the clock forward. It runs, or stands still, as before.
func (c *Clock) Advance(d time.Duration) error {
	if d <= 0 || d > MaxOffset {
		return ErrBackwards
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.machine(); c.now(now).Add(d).Sub(now) > MaxOffset+MaxOffset/2 {
		return ErrBackwards
	}
	if c.since.IsZero() {
		c.offset += d
	} else {
		c.shows = c.shows.Add(d)
	}
	if c.moved != nil {
		close(c.moved)
		c.moved = nil
	}
	return nil
}

// Wait returns when the clock shows a time, or with the context's error. It takes
// as long as the clock does: less where it runs faster or is moved, and where it
// stands still, until it is moved.
func (c *Clock) Wait(ctx context.Context, until time.Time) error {
	for {
		left, moved := c.left(until)
		if left <= 0 && moved == nil {
			return nil
		}
		var passed <-chan time.Time
		if left > 0 {
			timer := time.NewTimer(left)
			defer timer.Stop()
			passed = timer.C
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-moved:
		case <-passed:
		}
	}
}

// left is how long the machine's clock takes until this one shows a time, 0 for
// one that stands still, and what tells that it was moved; nil where it is so late already.
func (c *Clock) left(until time.Time) (time.Duration, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := until.Sub(c.now(c.machine()))
	if left <= 0 {
		return 0, nil
	}
	if c.moved == nil {
		c.moved = make(chan struct{})
	}
	if c.since.IsZero() {
		return left, c.moved
	}
	if c.rate == 0 {
		return 0, c.moved
	}
	return time.Duration(float64(left)/c.rate) + time.Nanosecond, c.moved
}

// State tells of the clock.
func (c *Clock) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	machine := c.machine()
	now := c.now(machine)
	return State{Now: now, Rate: c.rate, Ahead: now.Round(0).Sub(machine.Round(0))}
}
