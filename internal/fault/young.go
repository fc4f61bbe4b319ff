package fault

import (
	"time"
)

// Subject is something that other parts of Azure learn of with a lag.
type Subject struct {
	At Point
	// Name is the thing's: the key of a role assignment, or the object id of a
	// principal.
	Name string
	// Host is, of an identity, the key of the resource that it was given to.
	Host string
}

// Born notes that a subject is new. Who notes what happened asks Armed first.
func (s *Set) Born(subject Subject) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	longest := s.longestLag()
	if longest == 0 {
		return
	}
	for other, born := range s.young {
		if now.Sub(born) >= longest {
			delete(s.young, other)
		}
	}
	s.young[subject] = now
}

func (s *Set) longestLag() (longest time.Duration) {
	for _, a := range s.rules {
		longest = max(longest, time.Duration(a.Effect.Lag))
	}
	return longest
}

// Unknown reports whether a subject is so new that a rule with a lag has it not
// known yet to who asks. A rule meets what is new since it was added.
func (s *Set) Unknown(subject Subject, q Request) bool {
	if !s.Armed(subject.At) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	born, ok := s.young[subject]
	if !ok {
		return false
	}
	now := s.now()
	for _, a := range s.rules {
		lag := time.Duration(a.Effect.Lag)
		if a.point() != subject.At || lag == 0 || !a.Match.about(q) || now.Before(a.begins()) || a.over(now) {
			continue
		}
		if !born.Before(a.Added) && now.Sub(born) < lag {
			a.Seen++
			a.Hits++
			return true
		}
	}
	return false
}
