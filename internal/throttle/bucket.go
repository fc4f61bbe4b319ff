package throttle

import (
	"sync"
	"time"
)

// Limit is what may be asked: a bucket of tokens, of which each request takes some.
type Limit struct {
	Capacity int           // how many it holds
	Refill   int           // how many come back
	Every    time.Duration // in this time, all at once
}

// Bucket is a limit for somebody.
type Bucket struct {
	// Name is what answers call it, such as "UpdateVMResource".
	Name string
	// Key tells the bucket from those of others.
	Key   string
	Limit Limit
	// Cost is how many tokens the request takes; 0 means one.
	Cost int
}

func (b Bucket) cost() int { return max(1, b.Cost) }

// Counter keeps how full buckets are. It may be used from many goroutines.
type Counter struct {
	now func() time.Time

	mu    sync.Mutex
	kept  map[string]*level
	swept int // how many were kept after the last sweep
}

// level is how many tokens a bucket has. One that is full is not kept.
type level struct {
	limit Limit
	left  int
	since time.Time // of the last refill
}

// NewCounter makes a counter by the server's clock; all buckets are full.
func NewCounter(now func() time.Time) *Counter {
	return &Counter{now: now, kept: make(map[string]*level)}
}

// Take takes from each of the buckets what the request costs, or from none where
// one has too little. left is how many tokens each has then. empty is the place of
// the first that has too little, and wait how long it takes until it has enough; -1
// for none.
func (c *Counter) Take(buckets []Bucket) (left []int, empty int, wait time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	c.sweep(now)
	left = make([]int, len(buckets))
	for i, b := range buckets {
		left[i] = b.Limit.Capacity
		if l := c.kept[b.Key]; l != nil {
			l.fill(now)
			left[i] = l.left
		}
		if missing := b.cost() - left[i]; missing > 0 {
			times := (missing + b.Limit.Refill - 1) / b.Limit.Refill
			return left, i, c.kept[b.Key].since.Add(time.Duration(times) * b.Limit.Every).Sub(now)
		}
	}
	for i, b := range buckets {
		l := c.kept[b.Key]
		if l == nil {
			l = &level{limit: b.Limit, left: b.Limit.Capacity, since: now}
			c.kept[b.Key] = l
		}
		if l.left == b.Limit.Capacity {
			l.since = now
		}
		l.left -= b.cost()
		left[i] = l.left
	}
	return left, -1, 0
}

// fill adds the tokens that came back.
func (l *level) fill(now time.Time) {
	if times := now.Sub(l.since) / l.limit.Every; times > 0 {
		l.left = int(min(int64(l.limit.Capacity), int64(l.left)+int64(times)*int64(l.limit.Refill)))
		l.since = l.since.Add(times * l.limit.Every)
	}
}

// sweep forgets the buckets that are full again, when there are twice as many as
// were left the last time.
func (c *Counter) sweep(now time.Time) {
	if len(c.kept) < max(1000, 2*c.swept) {
		return
	}
	for key, l := range c.kept {
		if l.fill(now); l.left == l.limit.Capacity {
			delete(c.kept, key)
		}
	}
	c.swept = len(c.kept)
}
