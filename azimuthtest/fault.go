package azimuthtest

import (
	"time"

	"github.com/azimuthid/azimuth/internal/fault"
)

// Fault is something that goes wrong: whom it meets, how often, and what happens.
// Its methods return it with one thing more said; what is not said holds for
// everybody and always. Server.Fault puts it in force.
type Fault struct {
	rules []fault.Rule
	err   error
}

func effect(e fault.Effect) Fault { return Fault{rules: []fault.Rule{{Effect: e}}} }

// Answer is an error in place of the answer, in the form of the front end that is
// asked, with the code and text that Azure has for the status. Nothing is done.
func Answer(status int) Fault {
	return effect(fault.Effect{Kind: fault.Answer, Refusal: fault.Refusal{Status: status}})
}

// Delay lets requests wait, by the server's clock: Clock.Advance ends it, too.
func Delay(d time.Duration) Fault {
	return effect(fault.Effect{Kind: fault.Delay, Delay: fault.Duration(d)})
}

// Reset breaks the connection before anything is done.
func Reset() Fault { return effect(fault.Effect{Kind: fault.Reset}) }

// LoseAnswer does what is asked for, and breaks the connection in place of the answer.
func LoseAnswer() Fault { return effect(fault.Effect{Kind: fault.Lose}) }

// Truncate ends answers in the middle of their bodies.
func Truncate() Fault { return effect(fault.Effect{Kind: fault.Truncate}) }

// Empty sends answers without their bodies.
func Empty() Fault { return effect(fault.Effect{Kind: fault.Empty}) }

// IdentityNotFound has the metadata service not know identities. With Lag, it
// does not know those that a machine is given from now on until so much later.
func IdentityNotFound() Fault { return effect(fault.Effect{Kind: fault.IdentityNotFound}) }

// PrincipalNotFound has role assignments not know principals, unless they give
// their types. With Lag, it is those that are made from now on, until so much
// later. Principal says which principals.
func PrincipalNotFound() Fault { return effect(fault.Effect{Kind: fault.PrincipalNotFound}) }

// RoleMissing has role assignments not count. With Lag, it is those that are made
// from now on, until so much later.
func RoleMissing() Fault { return effect(fault.Effect{Kind: fault.RoleMissing}) }

// FailOperation lets long-running operations fail, with a code such as
// "AllocationFailed".
func FailOperation(code, message string) Fault {
	return effect(fault.Effect{Kind: fault.FailOperation, Refusal: fault.Refusal{Code: code, Message: message}})
}

// StickOperation leaves long-running operations in progress until the fault is removed.
func StickOperation() Fault { return effect(fault.Effect{Kind: fault.StickOperation}) }

// RevokeToken revokes the tokens that whoever asks Resource Manager or Graph next
// has until then: they are answered 401, with a challenge for claims. Unless Times
// says otherwise this happens once.
func RevokeToken() Fault { return effect(fault.Effect{Kind: fault.RevokeToken}) }

// RotateKey has a new key sign the next token that is asked for, and all after it.
// Unless Times says otherwise this happens once.
func RotateKey() Fault { return effect(fault.Effect{Kind: fault.RotateKey}) }

// Scenario is a bad day with a name, such as "arm-throttled"; docs/faults.md has
// them all.
func Scenario(name string) Fault {
	rules, err := fault.Choice{Scenario: name}.Rules()
	return Fault{rules: rules, err: err}
}

// with is the fault with a change to its rules, of which it has its own.
func (f Fault) with(change func(*fault.Rule)) Fault {
	next := Fault{rules: make([]fault.Rule, len(f.rules)), err: f.err}
	for i, r := range f.rules {
		change(&r)
		next.rules[i] = r
	}
	return next
}

// At says which front end: ResourceManager, Login, Graph or Metadata.
func (f Fault) At(front string) Fault { return f.with(func(r *fault.Rule) { r.Match.Front = front }) }

// Method says which HTTP method.
func (f Fault) Method(method string) Fault {
	return f.with(func(r *fault.Rule) { r.Match.Method = method })
}

// Path says which paths, in any case: "*" stands for any text without a slash,
// "**" for any.
func (f Fault) Path(pattern string) Fault {
	return f.with(func(r *fault.Rule) { r.Match.Path = pattern })
}

// Machine says which machine asks the metadata service, by its resource id; that
// of a scale set stands for all its instances.
func (f Fault) Machine(id string) Fault { return f.with(func(r *fault.Rule) { r.Match.Machine = id }) }

// Principal says who asks, by object id or client id.
func (f Fault) Principal(id string) Fault {
	return f.with(func(r *fault.Rule) { r.Match.Principal = id })
}

// Audience says for which resource a token is asked.
func (f Fault) Audience(resource string) Fault {
	return f.with(func(r *fault.Rule) { r.Match.Audience = resource })
}

// Times says how often it happens at most.
func (f Fault) Times(n int) Fault { return f.with(func(r *fault.Rule) { r.When.Times = n }) }

// Skip says how many requests pass before it happens.
func (f Fault) Skip(n int) Fault { return f.with(func(r *fault.Rule) { r.When.Skip = n }) }

// Every says that it happens on every nth request only.
func (f Fault) Every(n int) Fault { return f.with(func(r *fault.Rule) { r.When.Every = n }) }

// Probability says how likely it happens, from 0 to 1. Which requests it meets
// follows from the seed.
func (f Fault) Probability(p float64, seed uint64) Fault {
	return f.with(func(r *fault.Rule) { r.When.Probability, r.When.Seed = p, seed })
}

// After says how long it is, by the server's clock, until it begins.
func (f Fault) After(d time.Duration) Fault {
	return f.with(func(r *fault.Rule) { r.When.After = fault.Duration(d) })
}

// For says how long it lasts, by the server's clock.
func (f Fault) For(d time.Duration) Fault {
	return f.with(func(r *fault.Rule) { r.When.For = fault.Duration(d) })
}

// Lag makes it one of propagation: it meets only what is new since it was put in
// force, each for so long by the server's clock.
func (f Fault) Lag(d time.Duration) Fault {
	return f.with(func(r *fault.Rule) { r.Effect.Lag = fault.Duration(d) })
}

// Wait lets requests wait first, by the server's clock.
func (f Fault) Wait(d time.Duration) Fault {
	return f.with(func(r *fault.Rule) { r.Effect.Delay = fault.Duration(d) })
}

// RetryAfter is what an Answer asks its client to wait, in whole seconds.
func (f Fault) RetryAfter(d time.Duration) Fault {
	after := fault.Duration(d)
	return f.with(func(r *fault.Rule) { r.Effect.RetryAfter = &after })
}

// Code is what an Answer has in place of Azure's code and message for its status.
func (f Fault) Code(code, message string) Fault {
	return f.with(func(r *fault.Rule) { r.Effect.Code, r.Effect.Message = code, message })
}

// Header is a further header of an Answer.
func (f Fault) Header(name, value string) Fault {
	return f.with(func(r *fault.Rule) {
		all := map[string]string{name: value}
		for other, v := range r.Effect.Header {
			if other != name {
				all[other] = v
			}
		}
		r.Effect.Header = all
	})
}

// Injected is a Fault in force.
type Injected struct {
	s   *Server
	ids []string
}

// Fault puts a fault in force until it is removed or the server stops. What the
// builder does, and Do and DoGraph, are met by none, but what has not spread yet (Lag)
// has not spread for them either.
func (s *Server) Fault(f Fault) *Injected {
	s.t.Helper()
	if f.err != nil {
		s.t.Fatal(f.err)
	}
	added, err := s.server.Faults().Add(f.rules...)
	if err != nil {
		s.t.Fatal(err)
	}
	in := &Injected{s: s}
	for _, state := range added {
		in.ids = append(in.ids, state.ID)
	}
	return in
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() { s.server.Faults().Clear() }

// Hits is how often the fault has happened.
func (i *Injected) Hits() int {
	hits := 0
	for _, id := range i.ids {
		state, _ := i.s.server.Faults().Get(id)
		hits += state.Hits
	}
	return hits
}

// Remove removes the fault. Who waits because of it is answered, and operations
// that are stuck because of it go on.
func (i *Injected) Remove() {
	for _, id := range i.ids {
		i.s.server.Faults().Remove(id)
	}
}

// RequireHits ends the test unless the fault has happened so often.
func (i *Injected) RequireHits(n int) {
	i.s.t.Helper()
	if hits := i.Hits(); hits != n {
		i.s.t.Fatalf("the fault happened %d times and not %d. What was asked:\n%s", hits, n, story(i.s.Exchanges()))
	}
}
