package concurrency_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute"
	"github.com/azimuthid/azimuth/internal/arm/managedidentity"
	"github.com/azimuthid/azimuth/internal/arm/network"
	"github.com/azimuthid/azimuth/internal/arm/resources"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// everything lets everybody do everything.
type everything struct{}

func (everything) Allowed(string, []string, string, resource.ID) bool        { return true }
func (everything) AllowedBeneath(string, []string, string, resource.ID) bool { return true }
func (everything) Conditional(string, []string, string, resource.ID) bool    { return false }

// replica is a Resource Manager of its own over a store that others use too.
// Writers to one resource queue within a replica; between replicas only the
// store's checks keep them apart.
func replica(t *testing.T, store resource.Store) front {
	t.Helper()
	sources := resource.System()
	engine := &arm.Engine{
		Store: store, Sources: sources, Access: everything{}, Identity: identity.Service{Sources: sources},
		Authenticate: func(context.Context, string) (arm.Caller, error) { return arm.Caller{}, nil },
	}
	engine.Register(resources.Provider(), compute.Provider(identity.NewHandles(make([]byte, 32)), network.Addresses{}, nil), managedidentity.Provider())
	engine.Routes(resources.Routes()...)
	if err := engine.OpenOperations(t.Context()); err != nil {
		t.Fatal(err)
	}
	origin := func(r *http.Request) string { return "https://" + r.Host }
	handler := &arm.Handler{Engine: engine, Origin: origin, MaxBody: 1 << 20, BodyTime: time.Minute, Log: slog.New(slog.DiscardHandler)}
	return front{origin: "https://127.0.0.1", do: func(r *http.Request) (*http.Response, error) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Result(), nil
	}}
}

// meeting is a store in which the first two writers of a document, once they
// are told to, meet: both have read it before either of them writes.
type meeting struct {
	resource.Store
	key     string
	on      atomic.Bool
	met     atomic.Int64
	writers sync.WaitGroup
	// careless makes the store a wrong one: it does not check revisions.
	careless bool
}

func newMeeting(store resource.Store, key string, careless bool) *meeting {
	m := &meeting{Store: store, key: strings.ToLower(key), careless: careless}
	m.writers.Add(2)
	return m
}

func (m *meeting) Update(ctx context.Context, b resource.Batch) (int64, error) {
	here := func(d resource.Document) bool { return d.Key == m.key }
	if m.on.Load() && slices.ContainsFunc(b.Puts, here) && m.met.Add(1) <= 2 {
		m.writers.Done()
		m.writers.Wait()
	}
	if m.careless {
		b.Checks = nil
	}
	return m.Store.Update(ctx, b)
}
