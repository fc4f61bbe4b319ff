package network_test

import (
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const (
	version = "?api-version=2023-11-01"
	network = `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[
		{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}},{"name":"b","properties":{"addressPrefix":"10.0.1.0/24"}}]}}`
)

// world is a server with a resource group, and a network "v" in it.
type world struct {
	*servertest.World
	t  *testing.T
	rg string
}

func start(t *testing.T) world {
	w := servertest.Start(t, nil)
	rg := w.Subscription() + "/resourceGroups/rg"
	w.Must("PUT", rg+"?api-version=2021-04-01", `{"location":"westus"}`)
	w.Must("PUT", rg+"/providers/Microsoft.Network/virtualNetworks/v"+version, network)
	return world{w, t, rg}
}

// id is the id of a network resource, such as "publicIPAddresses/p".
func (w world) id(path string) string { return w.rg + "/providers/Microsoft.Network/" + path }

// fill writes ids into a body: {{publicIPAddresses/p}} becomes that resource's.
func (w world) fill(body string) string {
	for {
		before, rest, found := strings.Cut(body, "{{")
		if !found {
			return body
		}
		path, after, _ := strings.Cut(rest, "}}")
		body = before + w.id(path) + after
	}
}

// put makes a resource that must be accepted.
func (w world) put(path, body string) servertest.Reply {
	w.t.Helper()
	return w.Must("PUT", w.id(path)+version, w.fill(body))
}

func (w world) get(path string) servertest.Reply {
	w.t.Helper()
	return w.Must("GET", w.id(path)+version, nil)
}

// refused sends a request that must be answered with a status and an error code,
// which may be that of the first detail: "InvalidRequestFormat/DuplicateResourceName".
func (w world) refused(method, path, body string, status int, code string) servertest.Reply {
	w.t.Helper()
	var content any
	if body != "" {
		content = w.fill(body)
	}
	reply := w.Do(method, w.id(path)+version, content)
	code, detail, _ := strings.Cut(code, "/")
	if reply.Status != status || reply.Text("error.code") != code || detail != "" && reply.Text("error.details.0.code") != detail {
		w.t.Errorf("%s %s: got %d %s, want %d %s %s", method, path, reply.Status, reply.Body, status, code, detail)
	}
	return reply
}

// same compares texts at paths of an answer.
func (w world) same(reply servertest.Reply, want map[string]any) {
	w.t.Helper()
	for path, value := range want {
		if got := reply.At(path); got != value {
			w.t.Errorf("%s: got %v, want %v in %s", path, got, value, reply.Body)
		}
	}
}
