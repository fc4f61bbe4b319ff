package replay_test

import (
	"errors"
	"flag"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
	"github.com/azimuthid/azimuth/test/replay"
)

// reference is the variable that names the directory of the reference material.
// Where it is set, the recordings must be there.
const reference = "AZIMUTH_REFERENCE"

// What the whole corpus must come to.
const (
	leastAccepted = 97 // percent of the judged exchanges that are equal or listed
	leastEqual    = 90 // percent that are equal
	mostRules     = 30
	mostByRule    = 2 // percent that one rule may cover
)

var (
	corpusFlag      = flag.String("corpus", "", "directory of recordings, from the repository's root (default $"+reference+"/corpus, or ../shared/corpus)")
	onlyFlag        = flag.String("only", "*", "which recordings to replay: patterns, separated by commas")
	asyncFlag       = flag.Bool("async", true, "let operations take their time, on a clock that the test moves")
	divergencesFlag = flag.String("divergences", "docs/divergences.md", "list of accepted differences, from the repository's root")
)

func TestCorpus(t *testing.T) {
	root := repository(t)
	dir := corpus(t, root)
	text, err := os.ReadFile(within(root, *divergencesFlag))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := replay.ParseRules(string(text))
	if err != nil {
		t.Fatalf("%s: %v", *divergencesFlag, err)
	}
	all, chosen := choose(t, dir)
	reports := make([]replay.Report, len(chosen))
	t.Run("files", func(t *testing.T) {
		for i, name := range chosen {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				recording, err := replay.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				reports[i] = replay.Judge(rules, name, replay.Replay(start(t, recording), recording))
				if len(reports[i].Findings) > 0 {
					t.Error(reports[i])
					return
				}
				t.Log(reports[i])
			})
		}
	})
	total := replay.Total(reports)
	t.Log(total.Summary())
	if total.Compared == 0 {
		t.Error("nothing was compared")
	}
	for _, rule := range total.Stale(rules, all, chosen) {
		t.Errorf("%s: the rule %s (%s) covers nothing", *divergencesFlag, rule.ID, rule.What)
	}
	if len(chosen) == len(all) {
		judge(t, total, rules)
	}
}

// judge holds the whole corpus to its conditions.
func judge(t *testing.T, total replay.Report, rules []replay.Rule) {
	t.Helper()
	accepted, equal := share(total.Equal+total.Listed, total), share(total.Equal, total)
	t.Logf("%.1f %% equal or listed, %.1f %% equal, by %d rules", accepted, equal, len(rules))
	if accepted < leastAccepted {
		t.Errorf("%.1f %% of the exchanges are equal or listed, not %d %%", accepted, leastAccepted)
	}
	if equal < leastEqual {
		t.Errorf("%.1f %% of the exchanges are equal, not %d %%", equal, leastEqual)
	}
	if len(rules) > mostRules {
		t.Errorf("%s: %d rules, more than %d", *divergencesFlag, len(rules), mostRules)
	}
	for _, rule := range rules {
		if part := share(total.Covered[rule.ID], total); part > mostByRule && !rule.Unserved() {
			t.Errorf("%s: the rule %s (%s) covers %.1f %%, more than %d %%", *divergencesFlag, rule.ID, rule.What, part, mostByRule)
		}
	}
}

// share is a part of the judged exchanges, in percent.
func share(part int, of replay.Report) float64 {
	return 100 * float64(part) / float64(of.Judged())
}

// repository is the directory of go.mod.
func repository(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("there is no go.mod above the test")
		}
		dir = parent
	}
}

func within(root, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(root, path)
}

// corpus is the directory of the recordings; the test is skipped where they are
// absent and nobody said where they are.
func corpus(t *testing.T, root string) string {
	t.Helper()
	dir, demanded := within(root, *corpusFlag), *corpusFlag != ""
	if !demanded {
		base := os.Getenv(reference)
		demanded = base != ""
		if !demanded {
			base = "../shared"
		}
		dir = filepath.Join(within(root, base), "corpus")
	}
	_, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !demanded:
		t.Skipf("there are no recordings at %s: set %s to the directory that holds corpus/, or give -corpus", dir, reference)
	case err != nil:
		t.Fatal(err)
	}
	return dir
}

// choose are the recordings of a directory, and those to replay.
func choose(t *testing.T, dir string) (all, chosen []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := filepath.Base(path)
		all = append(all, name)
		if slices.ContainsFunc(strings.Split(*onlyFlag, ","), func(pattern string) bool {
			ok, err := filepath.Match(pattern, name)
			if err != nil {
				t.Fatalf("-only: %q: %v", pattern, err)
			}
			return ok
		}) {
			chosen = append(chosen, name)
		}
	}
	if len(chosen) == 0 {
		t.Fatalf("no recording in %s matches %q", dir, *onlyFlag)
	}
	return all, chosen
}

// start runs a server to replay a recording at.
func start(t *testing.T, recording replay.Recording) replay.Server {
	const spreading = 8 * time.Hour
	lags := recording.Lags()
	w := servertest.Start(t, func(c *server.Config) {
		c.AsyncAzure = *asyncFlag
		c.Published = recording.Published()
		c.KeepUnknown = recording.Deploys("Microsoft.Storage")
		if lags {
			c.DirectoryDelay = spreading
		}
	})
	var begin, wait, spread func()
	if *asyncFlag {
		begin = func() { w.Clock.Advance(2 * time.Second) }
		wait = func() { pass(w, lags) }
	}
	if lags {
		spread = func() { w.Clock.Advance(spreading) }
	}
	// The origin goes before the path as it is: a path may begin with two slashes.
	return replay.Server{
		Subscription: w.SubscriptionID,
		Begin:        begin,
		Wait:         wait,
		Spread:       spread,
		Service: service(w.ResourceManager, func(method, target string, body any) servertest.Reply {
			return w.Do(method, w.ResourceManager+target, body)
		}),
		Graph: service(w.Environment.Graph, func(method, target string, body any) servertest.Reply {
			return w.As(w.GraphToken(w.ClientID, w.ClientSecret), method, w.Environment.Graph+target, body)
		}),
	}
}

// pass lets operations end. A deployment goes on when the server is asked
// something, one step at a time; no recording that lags has one.
func pass(w *servertest.World, lags bool) {
	const (
		operation = 31 * time.Second
		steps     = 8 // more than the resources of any recorded deployment stand behind each other
	)
	for range steps {
		w.Clock.Advance(operation)
		if lags {
			return
		}
		w.Must(http.MethodGet, "/subscriptions?api-version=2022-12-01", nil)
	}
}

func service(origin string, send func(method, target string, body any) servertest.Reply) replay.Service {
	return replay.Service{
		Origin: origin,
		Send: func(method, target string, body []byte) replay.Answer {
			var content any
			if body != nil {
				content = string(body)
			}
			reply := send(method, target, content)
			return replay.Answer{Status: reply.Status, Header: reply.Header, Body: []byte(reply.Body)}
		},
	}
}
