package containers_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/test/apart"
)

// engine runs the services of a compose file, as far as the example needs one.
type engine struct {
	compose
	volumes    string
	containers map[string]*container
	said       map[string]string // by services that have ended
}

func newEngine(t *testing.T) *engine {
	t.Helper()
	newBridge(t)
	e := &engine{compose: read(t), volumes: t.TempDir(), containers: map[string]*container{}, said: map[string]string{}}
	for name := range e.Volumes {
		if err := os.Mkdir(filepath.Join(e.volumes, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, s := range e.Services {
		if s.address().IsValid() {
			e.join(t, name, s.address())
		}
	}
	return e
}

// join adds a container to the network of the machines.
func (e *engine) join(t *testing.T, name string, address netip.Addr) *container {
	t.Helper()
	subnet := e.Networks[machines].IPAM.Config[0].Subnet
	e.containers[name] = newContainer(t, name, netip.PrefixFrom(address, subnet.Bits()))
	return e.containers[name]
}

// up brings a service up after those that it depends on: the server runs from
// then on, all others have ended.
func (e *engine) up(t *testing.T, name string) {
	t.Helper()
	if _, ended := e.said[name]; ended {
		return
	}
	s := e.Services[name]
	for before, on := range s.DependsOn {
		e.up(t, before)
		if on.Condition == "service_healthy" {
			server := e.Services[before]
			var check []string
			for _, arg := range server.Healthcheck.Test[1:] {
				check = append(check, server.onHost(t, e.volumes, arg))
			}
			e.in(t, before).must(t, e.environment(t, before), check...)
		}
	}
	args, env := s.process(t, e.volumes)
	if name == "azimuth" {
		e.serve(t, args, env)
		e.said[name] = ""
		return
	}
	e.said[name] = e.in(t, name).must(t, env, args...)
}

// in is the container of a service: its own, or that of another.
func (e *engine) in(t *testing.T, name string) *container {
	t.Helper()
	if other, ok := strings.CutPrefix(e.Services[name].NetworkMode, "service:"); ok {
		name = other
	}
	if e.containers[name] == nil {
		t.Fatalf("%s has no network", name)
	}
	return e.containers[name]
}

func (e *engine) environment(t *testing.T, name string) []string {
	t.Helper()
	_, env := e.Services[name].process(t, e.volumes)
	return env
}

// serve starts the server, and waits until it says that it serves.
func (e *engine) serve(t *testing.T, args, env []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	server := e.in(t, "azimuth").command(ctx, env, args...)
	server.Cancel = func() error { return server.Process.Signal(os.Interrupt) }
	server.WaitDelay = 20 * time.Second
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = server.Wait() // it was told to end
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the server says %q: %v", line, err)
	}
}

// url is where a machine asks for its token.
const url = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/"

// ask asks the metadata service with curl and returns its answer.
func (c *container) ask(t *testing.T, more ...string) string {
	t.Helper()
	return c.must(t, nil, append([]string{"curl", "-sS", "--max-time", "20", "-H", "Metadata:true"}, more...)...)
}

// machineIn is the machine to which a token was given, by its last two segments.
func machineIn(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(strings.TrimSpace(token), ".")
	if len(parts) != 3 {
		t.Fatalf("no token: %q", token)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		Machine string `json:"xms_mirid"`
	}
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	segments := strings.Split(claims.Machine, "/")
	return strings.Join(segments[max(0, len(segments)-2):], "/")
}

// handle is how a machine is known where no address tells it.
func (e *engine) handle(t *testing.T, machine ...string) string {
	t.Helper()
	args := append([]string{"azimuth", "env", "--format=json", "--resource-group=app"}, machine...)
	var env struct{ IdentityHeader string }
	if err := json.Unmarshal([]byte(e.in(t, "azimuth").must(t, e.environment(t, "azimuth"), args...)), &env); err != nil || env.IdentityHeader == "" {
		t.Fatalf("no handle: %v", err)
	}
	return env.IdentityHeader
}

func TestExample(t *testing.T) {
	e := newEngine(t)
	e.up(t, "azimuth")
	web, worker := e.in(t, "web"), e.in(t, "worker")
	stranger := e.join(t, "stranger", netip.MustParseAddr("169.254.169.13"))
	unknown := func(what, answer string) {
		t.Helper()
		if !strings.Contains(answer, `"error_description":"Identity not found"`) {
			t.Errorf("%s: %s", what, answer)
		}
	}
	for _, c := range []struct{ name, says, sees, machine string }{
		{"web", "machine: web\n", "/resourceGroups/app", "virtualMachines/web"},
		{"worker", "machine: worker_0\n", `"code":"AuthorizationFailed"`, "virtualMachineScaleSets/worker"},
	} {
		e.up(t, c.name)
		if said := e.said[c.name]; !strings.HasPrefix(said, c.says) || !strings.Contains(said, c.sees) {
			t.Errorf("%s says %q", c.name, said)
		}
		answer := struct {
			Token string `json:"access_token"`
		}{}
		if err := json.Unmarshal([]byte(e.in(t, c.name).ask(t, url)), &answer); err != nil {
			t.Fatal(err)
		}
		if got := machineIn(t, answer.Token); got != c.machine {
			t.Errorf("curl in %s is %s", c.name, got)
		}
		if got := machineIn(t, e.in(t, c.name).must(t, e.environment(t, c.name), apart.Built("goclient"))); got != c.machine {
			t.Errorf("azidentity in %s is %s", c.name, got)
		}
	}

	handles := map[string]string{
		"web": e.handle(t, "--vm=web"), "worker": e.handle(t, "--vmss=worker", "--instance=0"),
	}
	for _, c := range []struct {
		name  string
		in    *container
		other string
	}{{"web", web, "worker"}, {"worker", worker, "web"}, {"a stranger", stranger, "web"}} {
		other := handles[c.other]
		unknown(c.name+" by the other's path", c.in.ask(t, strings.Replace(url, "/metadata", "/vm/"+other+"/metadata", 1)))
		unknown(c.name+" by the other's header", c.in.ask(t, "-H", "X-IDENTITY-HEADER: "+other, url))
		unknown(c.name+" by the other's proxy user", c.in.ask(t, "-x", "http://"+other+"@169.254.169.254:80", url))
		unknown(c.name+" by the other's tunnel", c.in.ask(t, "-p", "-x", "http://"+other+"@169.254.169.254:80", url))
		if answer := c.in.ask(t, "-H", "X-Forwarded-For: 169.254.169.11", url); strings.Contains(answer, "access_token") {
			t.Errorf("%s, passed on: %s", c.name, answer)
		}
		if answer := c.in.must(t, nil, "curl", "-sS", "-H", "Metadata:", url); !strings.Contains(answer, "Required metadata header not specified") {
			t.Errorf("%s without the header: %s", c.name, answer)
		}
	}
	unknown("a stranger", stranger.ask(t, url))
	unknown("a stranger's question of where it is", stranger.ask(t, "http://169.254.169.254/metadata/instance?api-version=2021-02-01"))
	beside := e.in(t, "azimuth").ask(t, "--interface", "127.0.0.1", "-H", "Host: 127.0.0.1", url)
	if strings.Contains(beside, "access_token") {
		t.Errorf("a program beside the server: %s", beside)
	}
}
