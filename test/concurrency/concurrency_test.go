package concurrency_test

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/azimuthid/azimuth/internal/arm/resources"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// judgeTime bounds the search for an order; a history of this size takes milliseconds.
const judgeTime = time.Minute

// requireWork fails a history in which next to nothing happened.
func requireWork(t *testing.T, history []porcupine.Operation) {
	t.Helper()
	count := make(map[int]int)
	conditional := 0
	for _, o := range history {
		in, out := o.Input.(request), o.Output.(reply)
		count[out.status]++
		if in.match != 0 && out.status == http.StatusOK {
			conditional++
		}
	}
	t.Logf("statuses %v; %d conditional writes succeeded", count, conditional)
	if len(history) != clients*requests+3 || count[http.StatusOK] < clients*requests/2 || count[http.StatusPreconditionFailed] == 0 || conditional == 0 {
		t.Errorf("of %d requests the statuses are %v; %d conditional writes succeeded", len(history), count, conditional)
	}
}

// A whole server, over TLS.
func TestServerIsLinearizable(t *testing.T) {
	t.Parallel()
	for _, store := range []string{"memory", "sqlite"} {
		t.Run(store, func(t *testing.T) {
			t.Parallel()
			w := servertest.Start(t, func(c *server.Config) { c.Store = store })
			f := front{do: w.Client.Do, origin: w.ResourceManager, token: w.Token(w.ClientID, w.ClientSecret)}
			s := set{w.Subscription() + "/resourceGroups/shared", "set"}
			first := s.make(t, f)
			history := run(t, s, []front{f})
			requireWork(t, history)
			if result := porcupine.CheckOperationsTimeout(model(first), history, judgeTime); result != porcupine.Ok {
				t.Errorf("the history is judged %s", result)
			}
		})
	}
}

// Two replicas over one store, in which two writers certainly meet. Under a
// store that does not check revisions the very same judgement fails.
func TestReplicasAreLinearizable(t *testing.T) {
	t.Parallel()
	opens := map[string]func(*testing.T) resource.Store{
		"memory": func(*testing.T) resource.Store { return memory.Open() },
		"sqlite": func(t *testing.T) resource.Store {
			store, err := sqlite.Open(filepath.Join(t.TempDir(), "azimuth.db"))
			if err != nil {
				t.Fatal(err)
			}
			return store
		},
	}
	for name, open := range opens {
		for _, careless := range []bool{false, true} {
			title, want := name, porcupine.Ok
			if careless {
				title, want = name+" without checks", porcupine.Illegal
			}
			t.Run(title, func(t *testing.T) {
				t.Parallel()
				store := open(t)
				t.Cleanup(func() {
					if err := store.Close(); err != nil {
						t.Error(err)
					}
				})
				history, first := replicated(t, store, careless)
				if !careless {
					requireWork(t, history)
				}
				if result := porcupine.CheckOperationsTimeout(model(first), history, judgeTime); result != want {
					t.Errorf("the history is judged %s, want %s", result, want)
				}
			})
		}
	}
}

func replicated(t *testing.T, store resource.Store, careless bool) ([]porcupine.Operation, register) {
	t.Helper()
	const subscription = "00000000-0000-4000-8000-000000000001"
	s := set{"/subscriptions/" + subscription + "/resourceGroups/shared", "set"}
	m := newMeeting(store, s.group+setType+s.name, careless)
	fronts := []front{replica(t, m), replica(t, m)}
	if _, err := store.Update(t.Context(), resource.Batch{Puts: []resource.Document{resources.NewSubscription(subscription, "test")}}); err != nil {
		t.Fatal(err)
	}
	first := s.make(t, fronts[0])
	m.on.Store(true)
	return run(t, s, fronts), first
}
