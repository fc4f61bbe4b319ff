package bench

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// The sizes that are compared, in identities.
const (
	few  = 1_000
	many = 100_000
)

// BenchmarkSize compares a server with 100 000 identities with one of 1 000:
// how many times as long the same takes. Goal: 1.5.
func BenchmarkSize(b *testing.B) {
	small, large := fill(b, few), fill(b, many)
	b.Run("Start", func(b *testing.B) { startStored(b, small, large) })
	requests := []struct {
		name string
		ask  func(*sized) func(n int) error
	}{
		{"ReadOne", func(s *sized) func(int) error {
			return s.repeat(s.owner, http.MethodGet, nil, func(int) string { return s.at(s.size/2) + version })
		}},
		{"ReadAny", func(s *sized) func(int) error {
			return s.repeat(s.owner, http.MethodGet, nil, func(int) string { return s.at(rand.IntN(s.size)) + version })
		}},
		{"Authorised", func(s *sized) func(int) error { // every second one is granted to the reader
			return s.repeat(s.reader, http.MethodGet, nil, func(int) string { return s.at(s.size/2) + version })
		}},
		{"PatchTags", func(s *sized) func(int) error {
			return s.repeat(s.owner, http.MethodPatch, []byte(`{"tags":{"env":"patched"}}`), func(int) string { return s.at(s.size/2) + version })
		}},
		{"FirstPage", func(s *sized) func(int) error {
			return s.repeat(s.owner, http.MethodGet, nil, func(int) string { return s.prefix[:len(s.prefix)-len("/id-")] + version + "&$top=50" })
		}},
	}
	left, right := serve(b, small), serve(b, large)
	for _, r := range requests {
		b.Run(r.name, func(b *testing.B) { growth(b, r.ask(left), r.ask(right)) })
	}
}

const version = "?api-version=2023-01-31"

// sized is a server on a filled directory, and its callers.
type sized struct {
	*stored
	client        *http.Client
	origin        string
	owner, reader string // headers' values
}

func serve(b *testing.B, s *stored) *sized {
	b.Helper()
	w := servertest.Start(b, func(c *server.Config) { c.Store, c.Data = "sqlite", s.folder })
	return &sized{
		stored: s, client: client(b, w.CAFile), origin: w.ResourceManager,
		owner: "Bearer " + w.Token(w.ClientID, w.ClientSecret), reader: "Bearer " + w.Token(s.reader, s.secret),
	}
}

func (s *stored) at(i int) string { return fmt.Sprintf("%s%06d", s.prefix, i) }

func (s *sized) repeat(authorization, method string, body []byte, path func(i int) string) func(n int) error {
	headers := map[string]string{"Authorization": authorization, "Content-Type": "application/json"}
	return func(n int) error {
		for i := range n {
			if _, err := ask(s.client, method, s.origin+path(i), body, headers); err != nil {
				return err
			}
		}
		return nil
	}
}

// growth runs both sizes in turns, so that the machine's load falls on both.
func growth(b *testing.B, small, large func(n int) error) {
	b.Helper()
	const turns = 6
	var smallTime, largeTime time.Duration
	for range b.N {
		for range turns {
			smallTime += timed(b, small)
			largeTime += timed(b, large)
		}
	}
	b.ReportMetric(largeTime.Seconds()/smallTime.Seconds(), "ratio")
	b.ReportMetric(float64(smallTime.Microseconds())/float64(b.N*turns*each), "µs/few")
	b.ReportMetric(float64(largeTime.Microseconds())/float64(b.N*turns*each), "µs/many")
}

// startStored is the time to "ready" on each directory, and the memory then.
func startStored(b *testing.B, small, large *stored) {
	b.Helper()
	binary := buildServer(b)
	const starts = 3
	var took [2]time.Duration
	var memory [2]float64
	for range b.N {
		for range starts {
			for i, s := range []*stored{small, large} {
				var one time.Duration
				one, memory[i] = startOnce(b, binary, s.folder)
				took[i] += one
			}
		}
	}
	for i, name := range []string{"few", "many"} {
		b.ReportMetric(float64(took[i].Milliseconds())/float64(b.N*starts), "ms/"+name)
		b.ReportMetric(memory[i], "MB/"+name)
	}
}
