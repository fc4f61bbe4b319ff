package azimuthtest

import (
	"fmt"
	"slices"
	"strings"
)

// RequireTokenRequested ends the test unless the machine got a token for a
// resource from its metadata service, and returns the last such exchange. How the
// resource is written does not matter: a '/' or "/.default" at its end is nothing.
func (m *Machine) RequireTokenRequested(resource string) Exchange {
	m.s.t.Helper()
	return m.s.require(fmt.Sprintf("%s got no token for %s", m.Name, resource), func(x Exchange) bool {
		return m.asked(x) && sameAudience(x.Audience, resource) && x.Allowed()
	})
}

// RequireNoTokenRequested ends the test if the machine asked for a token, got or not.
func (m *Machine) RequireNoTokenRequested() {
	m.s.t.Helper()
	m.s.requireNone(m.Name+" asked for a token", m.asked)
}

func (m *Machine) asked(x Exchange) bool {
	return x.Front == Metadata && x.asksToken() && strings.EqualFold(x.Machine, m.ID)
}

// RequireTokenRequested ends the test unless the application got a token for a
// resource from the token service, and returns the last such exchange.
func (a *Application) RequireTokenRequested(resource string) Exchange {
	a.s.t.Helper()
	return a.s.require(fmt.Sprintf("%s got no token for %s", a.Name, resource), func(x Exchange) bool {
		return x.Front == Login && x.ClientID == a.ClientID && sameAudience(x.Audience, resource) && x.Allowed()
	})
}

// RequireRequested ends the test unless Resource Manager got a request for a
// path, which may be given without its beginning, and answered it with a status.
// Case does not matter in paths. It returns the last such exchange.
func (s *Server) RequireRequested(method, path string, status int) Exchange {
	s.t.Helper()
	return s.require(fmt.Sprintf("Resource Manager got no %s of %s that it answered with %d", method, path, status), func(x Exchange) bool {
		return x.Front == ResourceManager && x.Method == method && x.Status == status && endsIn(x.Path, path)
	})
}

// RequireNotRequested ends the test if Resource Manager got a request for a path,
// which may be given without its beginning.
func (s *Server) RequireNotRequested(method, path string) {
	s.t.Helper()
	s.requireNone(fmt.Sprintf("Resource Manager got a %s of %s", method, path), func(x Exchange) bool {
		return x.Front == ResourceManager && x.Method == method && endsIn(x.Path, path)
	})
}

func (s *Server) require(missing string, is func(Exchange) bool) Exchange {
	s.t.Helper()
	all := s.Exchanges()
	for _, x := range slices.Backward(all) {
		if is(x) {
			return x
		}
	}
	s.t.Fatalf("%s. What was asked:\n%s", missing, story(all))
	return Exchange{}
}

func (s *Server) requireNone(found string, is func(Exchange) bool) {
	s.t.Helper()
	all := s.Exchanges()
	if slices.ContainsFunc(all, is) {
		s.t.Fatalf("%s. What was asked:\n%s", found, story(all))
	}
}

// story tells exchanges, one a line.
func story(all []Exchange) string {
	var b strings.Builder
	for _, x := range all {
		fmt.Fprintf(&b, "  %s %s %s %d", x.Front, x.Method, x.Path, x.Status)
		if x.asksToken() {
			fmt.Fprintf(&b, " for %s", x.Audience)
		}
		if x.Machine != "" {
			fmt.Fprintf(&b, " as %s", x.Machine)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func sameAudience(a, b string) bool { return plainAudience(a) == plainAudience(b) }

func plainAudience(name string) string {
	return strings.TrimRight(strings.TrimSuffix(name, "/.default"), "/")
}

func endsIn(path, end string) bool {
	return strings.HasSuffix(strings.ToLower(path), strings.ToLower(end))
}
