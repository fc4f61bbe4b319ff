package azimuthtest_test

import (
	"errors"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/azimuthtest"
)

const manager = azimuthtest.ResourceManagerAudience

// read reads a resource group as whoever has the token.
func read(t *testing.T, client *http.Client, group *azimuthtest.ResourceGroup, token string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://management.azure.com"+group.ID+"?api-version=2021-04-01", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode
}

func TestMachines(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	rg, other := s.ResourceGroup("rg"), s.ResourceGroup("other")
	vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID).UserAssigned("id1").Role("Reader", other.ID)
	set := rg.ScaleSet("workers", 2).SystemAssigned().Role("Reader", rg.ID)
	bare := rg.VM("bare")
	for name, c := range map[string]struct {
		machine *azimuthtest.Machine
		as      []*azimuthtest.Identity
		here    int
		there   int
	}{
		"system-assigned": {vm.Machine, nil, 200, 403},
		"user-assigned":   {vm.Machine, []*azimuthtest.Identity{vm.User("id1")}, 403, 200},
		"instance 0":      {set.Instance(0), nil, 200, 403},
		"instance 1":      {set.Instance(1), nil, 200, 403},
	} {
		t.Run(name, func(t *testing.T) {
			token := c.machine.Token(manager, c.as...)
			if got := read(t, c.machine.Client(), rg, token); got != c.here {
				t.Errorf("its group: %d, want %d", got, c.here)
			}
			if got := read(t, c.machine.Client(), other, token); got != c.there {
				t.Errorf("the other group: %d, want %d", got, c.there)
			}
		})
	}
	_, err := bare.TryToken(manager)
	if refused, ok := errors.AsType[*azimuthtest.RefusalError](err); !ok || refused.Status != http.StatusBadRequest || !strings.Contains(refused.Body, "Identity not found") {
		t.Errorf("a machine without an identity: %v", err)
	}
	if claims := azimuthtest.Claims(t, vm.Token(manager)); claims["oid"] != vm.System().PrincipalID || claims["tid"] != s.TenantID {
		t.Errorf("claims %v, want those of %+v", claims, vm.System())
	}
}

func TestApplicationsAndGroups(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	direct, member, stranger := s.Application("direct").Role("Reader", rg.ID), s.Application("member"), s.Application("stranger")
	s.Group("readers", member.PrincipalID).Role("Reader", rg.ID)
	for _, c := range []struct {
		who  *azimuthtest.Application
		want int
	}{{direct, 200}, {member, 200}, {stranger, 403}} {
		if got := read(t, s.Client(), rg, c.who.Token(manager)); got != c.want {
			t.Errorf("%s: %d, want %d", c.who.Name, got, c.want)
		}
	}
}

// A token is good at its own server only, though servers share their keys.
func TestServersAreApart(t *testing.T) {
	t.Parallel()
	one, two := azimuthtest.Start(t), azimuthtest.Start(t)
	rg := two.ResourceGroup("rg")
	if got := read(t, two.Client(), rg, one.Administrator.Token(manager)); got != http.StatusUnauthorized {
		t.Errorf("another server's token: %d", got)
	}
	if got := read(t, two.Client(), rg, two.Administrator.Token(manager)); got != http.StatusOK {
		t.Errorf("the server's own token: %d", got)
	}
}

func TestClientsReachNothingElse(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	for _, address := range []string{"http://example.com/", "https://example.com/", "https://vault.azure.net/"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := s.Client().Do(request)
		if err != nil {
			continue // the tunnel was refused
		}
		if response.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", address, response.StatusCode)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}

// recorder is a test that is expected to fail.
type recorder struct {
	testing.TB
	failed bool
}

func (r *recorder) Helper() {}
func (r *recorder) Fatalf(string, ...any) {
	r.failed = true
	runtime.Goexit()
}
func (r *recorder) Fatal(...any) { r.Fatalf("") }

// fails reports whether f ends the test that it is given.
func fails(t *testing.T, f func(t testing.TB)) bool {
	r := &recorder{TB: t}
	var done sync.WaitGroup
	done.Go(func() { f(r) })
	done.Wait()
	return r.failed
}

func TestAssertions(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	app := s.Application("ci")
	vm := rg.VM("app").SystemAssigned()
	quiet := rg.VM("quiet")
	s.Forget()
	quiet.RequireNoTokenRequested()
	read(t, vm.Client(), rg, vm.Token("https://management.azure.com"))
	app.Token(azimuthtest.GraphAudience)
	if x := vm.RequireTokenRequested("https://management.azure.com/.default"); x.Status != http.StatusOK || x.Query.Get("api-version") != "2018-02-01" {
		t.Errorf("%+v", x)
	}
	app.RequireTokenRequested(azimuthtest.GraphAudience)
	if x := s.RequireRequested(http.MethodGet, "/resourcegroups/RG", http.StatusForbidden); x.PrincipalID != vm.System().PrincipalID {
		t.Errorf("%+v, want the principal %s", x, vm.System().PrincipalID)
	}
	s.RequireNotRequested(http.MethodDelete, rg.ID)
	for name, f := range map[string]func(*azimuthtest.Server){
		"another resource":  func(s *azimuthtest.Server) { s.RequireRequested(http.MethodGet, rg.ID, http.StatusOK) },
		"a request":         func(s *azimuthtest.Server) { s.RequireNotRequested(http.MethodGet, rg.ID) },
		"a role of no name": func(s *azimuthtest.Server) { s.Application("x").Role("No such role", "/") },
	} {
		if !fails(t, func(t testing.TB) { f(s.In(t)) }) {
			t.Errorf("%s: the assertion held", name)
		}
	}
}

// A test leaves no goroutine behind. It does not run beside others, whose
// goroutines would count.
func TestNoGoroutineIsLeft(t *testing.T) {
	azimuthtest.Start(t).Stop() // what is made once
	before := settled(0)
	for range 20 {
		s := azimuthtest.Start(t)
		rg := s.ResourceGroup("rg")
		vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID)
		if got := read(t, vm.Client(), rg, vm.Token(manager)); got != http.StatusOK {
			t.Fatal(got)
		}
		s.Stop()
	}
	if after := settled(before); after > before {
		stacks := make([]byte, 1<<20)
		t.Errorf("%d goroutines before 20 servers, %d after:\n%s", before, after, stacks[:runtime.Stack(stacks, true)])
	}
}

// settled is the number of goroutines, once it is at most enough; those that end
// are given a while. 0 waits until the number stays.
func settled(enough int) int {
	last := runtime.NumGoroutine()
	for range 500 {
		time.Sleep(10 * time.Millisecond) // bounded polling: nothing tells when the runtime has let go of a connection's goroutines
		now := runtime.NumGoroutine()
		if now <= enough || enough == 0 && now == last {
			return now
		}
		last = now
	}
	return last
}

// Two hundred servers stand side by side, and none is another's.
func TestTwoHundredServers(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("two hundred servers take a while")
	}
	const servers = 200
	began := time.Now()
	var all sync.WaitGroup
	running := make([]*azimuthtest.Server, servers)
	// They stand until the test ends; few begin at a time, or on a machine that is busy
	// each would wait for all others longer than a client waits for a handshake.
	beginning := make(chan struct{}, 8)
	for i := range servers {
		all.Go(func() {
			beginning <- struct{}{}
			defer func() { <-beginning }()
			s := azimuthtest.Start(t)
			rg := s.ResourceGroup("rg")
			vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID)
			if got := read(t, vm.Client(), rg, vm.Token(manager)); got != http.StatusOK {
				t.Errorf("server %d: %d", i, got)
			}
			running[i] = s
		})
	}
	all.Wait()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	t.Logf("%d servers, each with a machine that read a group: %v, %d MB from the system", servers, time.Since(began), memory.Sys>>20)
	if memory.Sys > 1<<30 {
		t.Errorf("%d servers took %d MB", servers, memory.Sys>>20)
	}
	seen := map[string]bool{}
	for _, s := range running {
		if s == nil {
			continue // its goroutine failed, and has said why
		}
		if seen[s.ResourceManager] || seen[s.TenantID] {
			t.Errorf("%s (tenant %s) is two servers", s.ResourceManager, s.TenantID)
		}
		seen[s.ResourceManager], seen[s.TenantID] = true, true
	}
}

func BenchmarkStart(b *testing.B) {
	azimuthtest.Start(b).Stop()
	for b.Loop() {
		azimuthtest.Start(b).Stop()
	}
}
