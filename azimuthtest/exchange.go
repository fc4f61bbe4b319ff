package azimuthtest

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
)

// The front ends of a server.
const (
	ResourceManager = server.FrontManager
	Login           = server.FrontLogin
	Graph           = server.FrontGraph
	Metadata        = server.FrontMetadata
)

// Exchange is a request that the server got, and how it answered. Those with
// which the builder makes things are among them, as the administrator's.
type Exchange struct {
	Time   time.Time // by the server's clock
	Front  string    // ResourceManager, Login, Graph or Metadata
	Method string
	Path   string
	Query  url.Values
	// Machine is the resource id of the machine that asked the metadata service.
	Machine string
	// PrincipalID and ClientID tell who asked Resource Manager or Graph, by the
	// token that came; ClientID also who asked the token service.
	PrincipalID, ClientID string
	// Audience is the resource or scope for which a token was asked, as it was written.
	Audience string
	// Status is the answer's; 0 where a fault left the caller without one.
	Status int
	// Faulty reports that a fault met the request at the front end's edge.
	Faulty bool
}

// asksToken reports whether the exchange is a request for a token.
func (x Exchange) asksToken() bool { return x.Audience != "" }

// Allowed reports whether the answer was 2xx.
func (x Exchange) Allowed() bool { return x.Status/100 == http.StatusOK/100 }

// exchanges are those that were noted, in order.
type exchanges struct {
	mu  sync.Mutex
	all []Exchange
}

func (e *exchanges) add(x server.Exchange) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, Exchange{
		Time: x.Time, Front: x.Front, Method: x.Method, Path: x.Path, Query: x.Query, Machine: x.Machine,
		PrincipalID: x.ObjectID, ClientID: x.ClientID, Audience: x.Audience, Status: x.Status, Faulty: x.Fault != "",
	})
}

// Exchanges are what the server was asked, in the order in which it answered.
// Whoever has an answer finds it here.
func (s *Server) Exchanges() []Exchange {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return slices.Clone(s.log.all)
}

// Forget forgets the exchanges until now, such as those of a test's setup.
func (s *Server) Forget() {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.all = nil
}
