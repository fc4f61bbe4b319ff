package signin

import (
	"fmt"
	"sync"
	"time"
)

const (
	// maxGuesses is how many wrong codes are taken at once, and guessEvery after
	// which time one more is. Ten minutes, a code's life, allow a hundred and ten of
	// 20^12.
	maxGuesses = 10
	guessEvery = 6 * time.Second
	// maxDevices and deviceEvery bound how many device codes are given out to
	// who has not proved anything yet.
	maxDevices  = 200
	deviceEvery = 200 * time.Millisecond
)

// ThrottledError says that too much was tried.
type ThrottledError struct {
	// Wait is after which time to try again, in whole seconds.
	Wait time.Duration
}

func (e *ThrottledError) Error() string {
	return fmt.Sprintf("signin: too many tries, wait %s", e.Wait)
}

// throttle counts tries, and forgets one of them each time that every passes.
type throttle struct {
	most  int
	every time.Duration

	mu sync.Mutex
	// until is when all tries are forgotten.
	until time.Time
}

// check fails where no try is left.
func (t *throttle) check(now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.until.After(now) {
		return nil
	}
	// As many tries count as fit between now and until.
	if over := t.until.Sub(now) - time.Duration(t.most-1)*t.every; over > 0 {
		return &ThrottledError{Wait: (over + time.Second - 1).Truncate(time.Second)}
	}
	return nil
}

// count counts a try.
func (t *throttle) count(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.until.Before(now) {
		t.until = now
	}
	t.until = t.until.Add(t.every)
}
