package concurrency_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/anishathalye/porcupine"
)

// front is one way to the service: a whole server, or one replica of its
// Resource Manager.
type front struct {
	do     func(*http.Request) (*http.Response, error)
	origin string
	token  string
}

const (
	identityVersion = "?api-version=2023-01-31"
	machineVersion  = "?api-version=2024-07-01"
	setType         = "/providers/Microsoft.Compute/virtualMachineScaleSets/"
	identityType    = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/"
)

// send asks and reads the whole answer.
func (f front) send(method, address, match, body string) (status int, header http.Header, text []byte, err error) {
	r, err := http.NewRequestWithContext(context.Background(), method, f.origin+address, strings.NewReader(body))
	if err != nil {
		return 0, nil, nil, err
	}
	r.Header.Set("Authorization", "Bearer "+f.token)
	r.Header.Set("Content-Type", "application/json")
	if match != "" {
		r.Header.Set("If-Match", match)
	}
	response, err := f.do(r)
	if err != nil {
		return 0, nil, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	text, err = io.ReadAll(response.Body)
	return response.StatusCode, response.Header, text, err
}

// set is the scale set that the clients share.
type set struct{ group, name string }

func (s set) address() string { return s.group + setType + s.name + machineVersion }

// spare are the identities that come and go; the scale set always holds "stays".
var spare = []string{"ida", "idb", "idc"}

// make makes the set and the identities, and returns what it is then.
func (s set) make(t *testing.T, f front) register {
	t.Helper()
	must := func(address, body string) {
		if status, _, text, err := f.send(http.MethodPut, address, "", body); err != nil || status >= http.StatusBadRequest {
			t.Fatalf("PUT %s: %d %s (%v)", address, status, text, err)
		}
	}
	must(s.group+"?api-version=2022-09-01", `{"location":"westus"}`)
	for _, name := range append([]string{"stays"}, spare...) {
		must(s.group+identityType+name+identityVersion, `{"location":"westus"}`)
	}
	must(s.address(), `{"location":"westus","sku":{"name":"Standard_D1_v2","capacity":1},"tags":{"n":"0"},
		"identity":{"type":"UserAssigned","userAssignedIdentities":{"`+s.group+identityType+`stays":{}}},
		"properties":{"upgradePolicy":{"mode":"Manual"},"virtualMachineProfile":{}}}`)
	first, err := s.ask(f, request{})
	if err != nil || first.register != (register{etag: 1, n: "0"}) {
		t.Fatalf("the new scale set is %+v (%v)", first, err)
	}
	return first.register
}

// ask carries out a request.
func (s set) ask(f front, in request) (reply, error) {
	method, match, body := http.MethodGet, "", ""
	if in.write {
		method, body = http.MethodPatch, s.patch(in)
	}
	if in.match != 0 {
		match = strconv.Quote(strconv.Itoa(in.match))
	}
	status, header, text, err := f.send(method, s.address(), match, body)
	if err != nil || status != http.StatusOK {
		return reply{status: status}, err
	}
	var shown struct {
		Tags     struct{ N string }
		Identity struct{ UserAssignedIdentities map[string]any }
	}
	if err := json.Unmarshal(text, &shown); err != nil {
		return reply{}, err
	}
	var held []string
	for id := range shown.Identity.UserAssignedIdentities {
		if name := path.Base(id); name != "stays" {
			held = append(held, name)
		}
	}
	slices.Sort(held)
	etag, err := strconv.Atoi(strings.Trim(header.Get("ETag"), `"`))
	return reply{status, register{etag, shown.Tags.N, strings.Join(held, " ")}}, err
}

func (s set) patch(in request) string {
	change := ""
	for name, value := range map[string]string{in.add: "{}", in.drop: "null"} {
		if name != "" {
			change = fmt.Sprintf(`,"identity":{"type":"UserAssigned","userAssignedIdentities":{%q:%s}}`, s.group+identityType+name, value)
		}
	}
	return fmt.Sprintf(`{"tags":{"n":%q}%s}`, in.n, change)
}

const (
	clients  = 16
	requests = 16 // of each client
)

// history is what happened, in an order of beginnings and ends that needs no clock.
type history struct {
	moment     atomic.Int64
	mu         sync.Mutex
	operations []porcupine.Operation
}

// ask carries out a request and records it.
func (h *history) ask(s set, f front, client int, in request) (reply, error) {
	began := h.moment.Add(1)
	out, err := s.ask(f, in)
	ended := h.moment.Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.operations = append(h.operations, porcupine.Operation{ClientId: client, Input: in, Call: began, Output: out, Return: ended})
	return out, err
}

// run lets the clients work, spread over the fronts, and then one alone: whether
// a conditional write holds in the crowd is a matter of luck, but not there.
func run(t *testing.T, s set, fronts []front) []porcupine.Operation {
	t.Helper()
	h := &history{}
	var wait sync.WaitGroup
	for c := range clients {
		wait.Go(func() {
			dice := rand.New(rand.NewPCG(1, uint64(c)))
			etag := 1
			for i := range requests {
				in := next(dice, fmt.Sprintf("%d-%d", c, i), etag)
				out, err := h.ask(s, fronts[c%len(fronts)], c, in)
				if err != nil {
					t.Errorf("%+v: %v", in, err)
					return
				}
				if out.etag != 0 {
					etag = out.etag
				}
			}
		})
	}
	wait.Wait()
	last, err := h.ask(s, fronts[0], 0, request{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{"the etag holds", "it is an old one"} {
		if _, err := h.ask(s, fronts[0], 0, request{write: true, n: n, match: last.etag}); err != nil {
			t.Fatal(err)
		}
	}
	return h.operations
}

// next is what a client asks for after it has seen an etag.
func next(dice *rand.Rand, n string, seen int) request {
	in := request{write: true, n: n}
	switch dice.IntN(6) {
	case 0, 1:
		return request{}
	case 2:
		in.match = seen
	case 3:
		in.add = spare[dice.IntN(len(spare))]
	case 4:
		in.drop = spare[dice.IntN(len(spare))]
		in.match = seen * dice.IntN(2)
	}
	return in
}
