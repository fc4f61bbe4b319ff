package token

import (
	"sync"
	"time"
)

// cached is a token that is signed or being signed. Its members are set before
// done is closed and never change afterwards.
type cached struct {
	done  chan struct{}
	token Token
	kid   string // of the key that signed it
	err   error
	fresh time.Time // until when it is handed out again; zero where err is set
}

// cacheKey is what a token depends on.
type cacheKey struct {
	principal    string
	audience     string
	audienceV2   string
	clientAuth   string
	resourceID   string
	hostID       string
	capabilities string
}

// cache keeps signed tokens. An entry stands in it while it is being signed, so
// that concurrent requests wait for one signature, and so that forget, which
// takes it out, also keeps the result from being found later.
type cache struct {
	mu      sync.Mutex
	entries *recent[cacheKey, *cached]
	// of are the keys of each principal's entries.
	of map[string]map[cacheKey]struct{}
}

func newCache(limit int) *cache {
	return &cache{entries: newRecent[cacheKey, *cached](limit), of: make(map[string]map[cacheKey]struct{})}
}

// claim returns the entry at key. mine is true where there was none that is
// good at now and signed by the key kid: the caller then signs the token and
// closes the entry.
func (c *cache) claim(key cacheKey, kid string, now time.Time) (entry *cached, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if entry, ok := c.entries.get(key); ok && entry.usable(kid, now) {
		return entry, false
	}
	entry = &cached{done: make(chan struct{})}
	if evicted, full := c.entries.put(key, entry); full {
		c.unlist(evicted)
	}
	keys := c.of[key.principal]
	if keys == nil {
		keys = make(map[cacheKey]struct{})
		c.of[key.principal] = keys
	}
	keys[key] = struct{}{}
	return entry, true
}

// forget takes out all entries of a principal.
func (c *cache) forget(principal string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key := range c.of[principal] {
		c.entries.remove(key)
	}
	delete(c.of, principal)
}

func (c *cache) unlist(key cacheKey) {
	keys := c.of[key.principal]
	delete(keys, key)
	if len(keys) == 0 {
		delete(c.of, key.principal)
	}
}

// usable reports whether the entry is being signed, or signed and fresh. What
// an earlier key signed is good, but not handed out again.
func (e *cached) usable(kid string, now time.Time) bool {
	select {
	case <-e.done:
		return now.Before(e.fresh) && e.kid == kid
	default:
		return true
	}
}
