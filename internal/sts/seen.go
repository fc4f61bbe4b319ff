package sts

import (
	"container/heap"
	"crypto/sha256"
	"sync"
	"time"
)

// maxSeen bounds how many assertions are remembered; at about 100 bytes each
// that is 10 MB. Where there are more, those that expire first are forgotten.
const maxSeen = 1 << 17

// seen remembers which assertions were used, for as long as they are valid. It
// is this process's own memory: a restart empties it.
type seen struct {
	mu      sync.Mutex
	used    map[[sha256.Size]byte]struct{}
	expires expiries
}

// expiries are the remembered assertions as a heap, the first to expire on top.
type expiries []expiry

type expiry struct {
	at     time.Time
	digest [sha256.Size]byte
}

func (e expiries) Len() int           { return len(e) }
func (e expiries) Less(i, j int) bool { return e[i].at.Before(e[j].at) }
func (e expiries) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *expiries) Push(x any)        { *e = append(*e, x.(expiry)) }

func (e *expiries) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

// first reports whether a client's assertion was not used before, and remembers
// it: by its "jti", or, without one, by all that it says.
func (s *seen) first(client string, a assertion, now time.Time) bool {
	name := "jti\x00" + client + "\x00" + a.claims.ID
	if a.claims.ID == "" {
		name = "payload\x00" + client + "\x00" + string(a.payload)
	}
	digest := sha256.Sum256([]byte(name))
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.expires) > 0 && (!now.Before(s.expires[0].at) || len(s.expires) >= maxSeen) {
		delete(s.used, heap.Pop(&s.expires).(expiry).digest)
	}
	if _, used := s.used[digest]; used {
		return false
	}
	if s.used == nil {
		s.used = make(map[[sha256.Size]byte]struct{})
	}
	s.used[digest] = struct{}{}
	heap.Push(&s.expires, expiry{a.claims.Expires.at.Add(assertionSkew), digest})
	return true
}
