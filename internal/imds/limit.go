package imds

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The limits of a machine (Microsoft, "Azure Instance Metadata Service: rate
// limiting"): requests in a second, and requests for identities at the same time.
const (
	maxRate           = 5
	maxIdentityRate   = 20
	maxIdentityAtOnce = 5
)

// pathIdentity begins the paths of the identity category, which has limits of its own.
const pathIdentity = "/metadata/identity/"

// limiter counts what machines ask. The nil limiter lets everything through.
type limiter struct {
	now func() time.Time

	mu       sync.Mutex
	machines map[string]*spent // by resource id
}

// spent is what a machine has asked lately.
type spent struct {
	all, identity bucket
	running       int // requests for identities that are not answered yet
}

// bucket is what may still be asked at a time. The zero bucket is full.
type bucket struct {
	used float64
	at   time.Time
}

// take takes one out of a bucket that fills up in a second; after says when there is
// one again where there is none.
func (b *bucket) take(now time.Time, size float64) (ok bool, after time.Duration) {
	b.used = math.Max(0, b.used-math.Max(0, now.Sub(b.at).Seconds())*size)
	b.at = now
	if b.used > size-1 {
		return false, time.Duration((b.used - (size - 1)) / size * float64(time.Second))
	}
	b.used++
	return true, 0
}

// idle reports whether the bucket is full again.
func (b bucket) idle(now time.Time) bool { return now.Sub(b.at) >= time.Second }

// maxSpent is from how many machines on those are forgotten that ask nothing.
const maxSpent = 4096

// begin counts a request of a machine. Call done once it is answered; where it is
// refused, after says when to come again.
func (l *limiter) begin(machine string, identity bool) (done func(), after time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	s := l.machines[machine]
	if s == nil {
		l.forgetIdle(now)
		s = new(spent)
		l.machines[machine] = s
	}
	if !identity {
		ok, after = s.all.take(now, maxRate)
		return func() {}, after, ok
	}
	if s.running >= maxIdentityAtOnce {
		return nil, time.Second, false
	}
	if ok, after = s.identity.take(now, maxIdentityRate); !ok {
		return nil, after, false
	}
	s.running++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		s.running--
	}, 0, true
}

func (l *limiter) forgetIdle(now time.Time) {
	if l.machines == nil {
		l.machines = make(map[string]*spent)
	}
	if len(l.machines) < maxSpent {
		return
	}
	for machine, s := range l.machines {
		if s.running == 0 && s.all.idle(now) && s.identity.idle(now) {
			delete(l.machines, machine)
		}
	}
}

// limit refuses a request of a machine that asks too much. What no machine that runs
// asks is not counted. The other protocols have no limits that Azure tells of.
func (h *Handler) limit(ctx context.Context, w http.ResponseWriter, at place, c caller) (done func(), err error) {
	if h.limiter == nil || !strings.HasPrefix(at.path, "/metadata/") {
		return func() {}, nil
	}
	machine, err := h.machine(ctx, c)
	if err != nil {
		return func() {}, nil //nolint:nilerr // what that comes to is for the path to say
	}
	identity := strings.HasPrefix(at.path, pathIdentity)
	done, after, ok := h.limiter.begin(machine.ID.Key(), identity)
	if ok {
		return done, nil
	}
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(after.Seconds())))))
	if identity {
		return nil, errThrottled
	}
	return nil, errTooMany
}
