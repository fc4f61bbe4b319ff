package server_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/clock"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
	"github.com/azimuthid/azimuth/internal/snapshot"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

const stateSeed = `
location: northeurope
users: [ann]
applications:
  - name: ci
    appId: 22222222-2222-4222-8222-222222222222
    federatedCredentials: [{name: main, issuer: "https://issuer.example", subject: "repo:app"}]
groups:
  - {name: developers, members: [user ann, identity app/deploy, application ci]}
roleDefinitions:
  - {name: Machine starter, actions: [Microsoft.Compute/virtualMachines/start/action]}
resourceGroups:
  - name: app
    tags: {env: test}
    identities:
      - {name: deploy, clientId: 33333333-3333-4333-8333-333333333333, roles: [Contributor]}
    machines:
      - {name: web, identity: [system, deploy], roles: [Reader, {role: Machine starter, scope: subscription}]}
    scaleSets:
      - {name: workers, instances: 2, identity: deploy}
roleAssignments:
  - {role: Reader, to: group developers, scope: app}
`

// seeded changes a configuration to a deterministic one with a seed.
func seeded(t testing.TB, text string) func(*server.Config) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seed.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return func(c *server.Config) {
		c.Seed = path
		c.Sources = resource.System()
		c.Sources.Draws = resource.NewDraws("a test")
		c.Clock = clock.At(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), time.Now)
	}
}

func stateOf(t testing.TB, w *servertest.World) string {
	t.Helper()
	return w.Must(http.MethodGet, "/providers/Azimuth/state?api-version=2022-12-01&history=true", nil).Body
}

func TestTheSameSeedGivesTheSameState(t *testing.T) {
	t.Parallel()
	first, second := servertest.Start(t, seeded(t, stateSeed)), servertest.Start(t, seeded(t, stateSeed))
	want := stateOf(t, first)
	if got := stateOf(t, second); got != want {
		t.Error(cmp.Diff(want, got))
	}
	// Requests that run side by side, in whatever order, change nothing of it.
	names := []string{"one", "two", "three", "four", "five", "six", "seven", "eight"}
	make := func(w *servertest.World, names []string) {
		var all sync.WaitGroup
		for _, name := range names {
			all.Go(func() {
				at := w.Subscription() + "/resourceGroups/app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + name
				if got := w.Do(http.MethodPut, at+"?api-version=2023-01-31", map[string]any{"location": "northeurope"}); got.Status != http.StatusCreated {
					t.Errorf("%s: %d %s", name, got.Status, got.Body)
				}
			})
		}
		all.Wait()
	}
	make(first, names)
	slices.Reverse(names)
	make(second, names)
	want = stateOf(t, first)
	if got := stateOf(t, second); got != want {
		t.Error(cmp.Diff(want, got))
	}
	if !strings.Contains(want, `"clientId": "33333333-3333-4333-8333-333333333333"`) || strings.Contains(want, first.ClientSecret) {
		t.Error("the given id is missing, or the secret is not")
	}
}

// An application has the secret that its seed gives it, in clear nowhere else; the
// seed's next value takes its place, and the same one changes nothing.
func TestSecretsOfSeeds(t *testing.T) {
	t.Setenv("AZIMUTH_TEST_SECRET", "from-the-environment")
	const (
		app   = "44444444-4444-4444-8444-444444444444"
		plain = "known-beforehand"
	)
	text := func(value string) string {
		return "applications:\n  - name: pipeline\n    appId: " + app + "\n    secrets: [{name: one, value: " + value + "}, {name: two, fromEnv: AZIMUTH_TEST_SECRET}]\n"
	}
	data := t.TempDir()
	begin := func(value string) *servertest.World {
		return servertest.Start(t, func(c *server.Config) {
			seeded(t, text(value))(c)
			c.Data, c.Store, c.Sources.Draws = data, "sqlite", nil
		})
	}
	signsIn := func(w *servertest.World, secret string) bool {
		form := url.Values{"grant_type": {"client_credentials"}, "client_id": {app}, "client_secret": {secret}, "scope": {"https://management.azure.com/.default"}}
		return w.As("", http.MethodPost, w.Login+"/"+w.TenantID+"/oauth2/v2.0/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded").Status == http.StatusOK
	}
	w := begin(plain)
	before := stateOf(t, w)
	for _, secret := range []string{plain, "from-the-environment"} {
		if !signsIn(w, secret) {
			t.Errorf("the application cannot sign in with %s", secret)
		}
		if strings.Contains(before, secret) {
			t.Errorf("the state has %s in it", secret)
		}
	}
	kept := func() any {
		return w.GraphMust(http.MethodGet, "/applications(appId='"+app+"')?$select=passwordCredentials", nil).At("passwordCredentials")
	}
	first := kept()
	w.Stop()
	w = begin(plain)
	if diff := cmp.Diff(first, kept()); diff != "" {
		t.Errorf("the same seed once more: %s", diff)
	}
	w.Stop()
	w = begin("another-one")
	if signsIn(w, plain) || !signsIn(w, "another-one") || !signsIn(w, "from-the-environment") {
		t.Error("the new secret did not take the old one's place")
	}
	for name, seed := range map[string]func(*server.Config){"one": seeded(t, text(plain)), "two": seeded(t, text(plain))} {
		if got, want := stateOf(t, servertest.Start(t, seed)), stateOf(t, servertest.Start(t, seeded(t, text(plain)))); got != want {
			t.Errorf("%s: %s", name, cmp.Diff(want, got))
		}
	}
}

// A reset brings the seed's state back, to the byte and with its ids, and clients
// go on with what they know.
func TestReset(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, seeded(t, stateSeed))
	want := stateOf(t, w)
	w.Must(http.MethodDelete, w.Subscription()+"/resourceGroups/app?api-version=2021-04-01", nil)
	w.Must(http.MethodPut, w.Subscription()+"/resourceGroups/other?api-version=2021-04-01", map[string]any{"location": "westus"})
	w.GraphMust(http.MethodDelete, "/users/ann@azimuth.test", nil)
	if got := stateOf(t, w); got == want {
		t.Fatal("nothing has changed")
	}
	w.Must(http.MethodPost, "/providers/Azimuth/state/reset?api-version=2022-12-01", nil)
	if got := stateOf(t, w); got != want {
		t.Error(cmp.Diff(want, got))
	}
	next := func() string {
		w.Must(http.MethodPut, w.Subscription()+"/resourceGroups/next?api-version=2021-04-01", map[string]any{"location": "westus"})
		w.Must(http.MethodPatch, w.Subscription()+"/resourceGroups/app/providers/Microsoft.Compute/virtualMachines/web?api-version=2024-07-01", map[string]any{"tags": map[string]any{"a": "b"}})
		return stateOf(t, w)
	}
	after := next()
	w.Must(http.MethodPost, "/providers/Azimuth/state/reset?api-version=2022-12-01", nil)
	if got := next(); got != after {
		t.Error(cmp.Diff(after, got))
	}
	fresh := servertest.Start(t, seeded(t, stateSeed))
	w.Must(http.MethodPost, "/providers/Azimuth/state/reset?api-version=2022-12-01", nil)
	w, stale := fresh, w
	if got := next(); got != after {
		t.Error(cmp.Diff(after, got))
	}
	w = stale
	w.Token(w.ClientID, w.ClientSecret)
	web := w.Subscription() + "/resourceGroups/app/providers/Microsoft.Compute/virtualMachines/web"
	if got := w.MachineToken(w.Handle(web), ""); got.Status != http.StatusOK {
		t.Errorf("the machine gets no token: %d %s", got.Status, got.Body)
	}
}

// What version 1 wrote is loaded into a directory, and its machines work there.
func TestAnOldSnapshotIsLoaded(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../snapshot/testdata/version1.json")
	if err != nil {
		t.Fatal(err)
	}
	old, err := snapshot.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	if err := server.LoadSnapshot(t.Context(), sqlite.Database{}, data, old); err != nil {
		t.Fatal(err)
	}
	w := servertest.Start(t, func(c *server.Config) { c.Data, c.Store = data, "sqlite" })
	if w.TenantID != old.TenantID || w.SubscriptionID != old.SubscriptionID {
		t.Errorf("tenant %s, subscription %s", w.TenantID, w.SubscriptionID)
	}
	machine := w.Subscription() + "/resourceGroups/app/providers/Microsoft.Compute/virtualMachines/web"
	if got := w.MachineToken(w.Handle(machine), "&client_id=33333333-3333-4333-8333-333333333333"); got.Status != http.StatusOK {
		t.Errorf("the machine gets no token: %d %s", got.Status, got.Body)
	}
	present, err := w.Server.Snapshot(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	difference, err := snapshot.Diff(old, present)
	if err != nil || !difference.Empty() {
		t.Errorf("it differs: %v, %v", difference, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	present := stateOf(t, w)
	load := func(text string) servertest.Reply {
		return w.Do(http.MethodPut, "/providers/Azimuth/state?api-version=2022-12-01", text)
	}
	for name, c := range map[string]struct {
		old, new, code string
		status         int
	}{
		"no snapshot":         {`"azimuth-snapshot"`, `"something"`, "InvalidSnapshot", http.StatusBadRequest},
		"a newer version":     {`"version": 2`, `"version": 3`, "InvalidSnapshot", http.StatusBadRequest},
		"another tenant":      {w.TenantID, "99999999-9999-4999-8999-999999999999", "OtherTenant", http.StatusConflict},
		"no tenant":           {`"/azimuth/tenant"`, `"/azimuth/tenants"`, "InvalidSnapshot", http.StatusBadRequest},
		"a wrong application": {`"displayName": "Azimuth administrator"`, `"displayName": 1`, "InvalidSnapshot", http.StatusBadRequest},
		"a kind of its own":   {`"kind": "microsoft.resources/subscriptions"`, `"kind": "token/signingkey"`, "InvalidSnapshot", http.StatusBadRequest},
	} {
		got := load(strings.ReplaceAll(present, c.old, c.new))
		if got.Status != c.status || got.Text("error.code") != c.code {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
		if now := stateOf(t, w); now != present {
			t.Errorf("%s: the state is another one:\n%s", name, cmp.Diff(present, now))
		}
	}
	// Whoever may not give roles may not load, nor see.
	if got := w.As("", http.MethodGet, "/providers/Azimuth/state?api-version=2022-12-01", nil); got.Status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", got.Status)
	}
}

// A load is one commit: whoever writes meanwhile finds either state, and what he
// wrote into the old one is gone whole.
func TestLoadIsAtomic(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	empty := stateOf(t, w)
	group := w.Subscription() + "/resourceGroups/app"
	w.Must(http.MethodPut, group+"?api-version=2021-04-01", map[string]any{"location": "westus"})
	full := stateOf(t, w)
	var writers sync.WaitGroup
	stop := make(chan struct{})
	for i := range 4 {
		writers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				at := fmt.Sprintf("%s/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-%d-%d", group, i, n)
				if got := w.Do(http.MethodPut, at+"?api-version=2023-01-31", map[string]any{"location": "westus"}); got.Status != http.StatusCreated && got.Status != http.StatusNotFound {
					t.Errorf("%d %s", got.Status, got.Body)
				}
			}
		})
	}
	for range 10 {
		for _, text := range []string{empty, full} {
			w.Must(http.MethodPut, "/providers/Azimuth/state?api-version=2022-12-01", text)
		}
	}
	w.Must(http.MethodPut, "/providers/Azimuth/state?api-version=2022-12-01", empty)
	close(stop)
	writers.Wait()
	state, err := w.Server.Snapshot(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range state.Documents {
		if strings.Contains(d.Key, "/resourcegroups/app") || d.Kind == "directory/serviceprincipal" && strings.Contains(string(d.Body), "ManagedIdentity") {
			t.Errorf("%s is there without its group", d.Key)
		}
	}
}

// BenchmarkReset is how long a reset takes, from the request to its answer.
func BenchmarkReset(b *testing.B) {
	for name, change := range map[string]func(*server.Config){
		"memory":         func(*server.Config) {},
		"memory, seeded": seeded(b, stateSeed),
		"sqlite":         func(c *server.Config) { c.Store = "sqlite" },
		"sqlite, seeded": func(c *server.Config) { seeded(b, stateSeed)(c); c.Store = "sqlite" },
	} {
		b.Run(name, func(b *testing.B) {
			w := servertest.Start(b, change)
			w.Must(http.MethodPut, w.Subscription()+"/resourceGroups/app?api-version=2021-04-01", map[string]any{"location": "northeurope"})
			for b.Loop() {
				b.StopTimer()
				for i := range 50 {
					at := fmt.Sprintf("%s/resourceGroups/r%d?api-version=2021-04-01", w.Subscription(), i)
					w.Must(http.MethodPut, at, map[string]any{"location": "northeurope"})
				}
				b.StartTimer()
				w.Must(http.MethodPost, "/providers/Azimuth/state/reset?api-version=2022-12-01", nil)
			}
		})
	}
}
