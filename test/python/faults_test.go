package python

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/azimuthtest"
)

// interpreter is the system's, which has the packages.
const interpreter = "/usr/bin/python3"

// program runs program.py, which does what it is asked line by line.
type program struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Scanner
}

// answer is what came of a task.
type answer struct {
	OK    bool
	Error string
	// Slept are the pauses that the SDK made between its tries, in seconds; none of
	// them was slept. Tries are the requests that count.
	Slept []float64
	Tries int
}

func start(t *testing.T, environment []string) *program {
	t.Helper()
	if exec.Command(interpreter, "-c", "import azure.identity, azure.mgmt.resource, azure.mgmt.authorization").Run() != nil {
		if os.Getenv("AZIMUTH_REQUIRE_CLIENTS") != "" {
			t.Fatal("azure.identity for Python is not installed")
		}
		t.Skip("azure.identity for Python is not installed")
	}
	command := exec.CommandContext(t.Context(), interpreter, "program.py")
	command.Env = environment
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = command.Wait() // what it had to say it said
	})
	return &program{t: t, in: in, out: bufio.NewScanner(out)}
}

func (p *program) do(task map[string]any) answer {
	p.t.Helper()
	if err := json.NewEncoder(p.in).Encode(task); err != nil {
		p.t.Fatal(err)
	}
	if !p.out.Scan() {
		p.t.Fatalf("the program has ended: %v", p.out.Err())
	}
	var a answer
	if err := json.Unmarshal(p.out.Bytes(), &a); err != nil {
		p.t.Fatal(err)
	}
	return a
}

// want is what a task is to come to: how often was asked, how long the SDK paused
// at least, and what its error says; "" for none.
type want struct {
	tries int
	slept []float64
	says  string
}

func (a answer) check(t *testing.T, name string, w want) {
	t.Helper()
	if a.OK != (w.says == "") || !strings.Contains(a.Error, w.says) {
		t.Errorf("%s: it came to %t, %q, want %q", name, a.OK, a.Error, w.says)
	}
	if a.Tries != w.tries || !slices.Equal(a.Slept, w.slept) {
		t.Errorf("%s: it asked %d times and paused %v, want %d and %v", name, a.Tries, a.Slept, w.tries, w.slept)
	}
}

// behind are the variables of a program behind the server's proxy, which is all of
// the network that it has: Azure's public names, and the metadata service of a machine.
func behind(s *azimuthtest.Server, vm *azimuthtest.VM) []string {
	handle := ""
	for _, variable := range vm.Env() {
		if value, ok := strings.CutPrefix(variable, "IDENTITY_HEADER="); ok {
			handle = value
		}
	}
	return []string{
		"HTTP_PROXY=" + strings.Replace(s.Metadata, "http://", "http://"+handle+":@", 1), "HTTPS_PROXY=" + s.Metadata,
		"REQUESTS_CA_BUNDLE=" + s.CAFile(),
	}
}

// What the SDK does on each bad day: how often it asks, how long it pauses in
// between (its own clock is faked), and how it ends.
func TestBadDays(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t)
	rg := s.ResourceGroup("rg")
	vm := rg.VM("app").SystemAssigned()
	p := start(t, behind(s, vm))
	const (
		machine = "machineToken"
		login   = "secretToken"
		manager = "group"
	)
	counts := map[string]string{machine: "/metadata/identity/oauth2/token", login: "/oauth2/v2.0/token", manager: "/resourcegroups/"}
	front := map[string]string{machine: azimuthtest.Metadata, login: azimuthtest.Login, manager: azimuthtest.ResourceManager}
	for _, c := range []struct {
		name, do string
		fault    azimuthtest.Fault
		want     want
	}{
		{"404", machine, azimuthtest.Answer(404).Times(2), want{4, []float64{4}, ""}},
		{"410", machine, azimuthtest.Answer(410).Times(2), want{2, nil, "IMDS is going through updates"}},
		{"429", machine, azimuthtest.Answer(429).Times(2), want{4, []float64{4}, ""}},
		{"429 with Retry-After", machine, azimuthtest.Answer(429).RetryAfter(7 * time.Second).Times(2), want{4, []float64{7, 7}, ""}},
		{"500", machine, azimuthtest.Answer(500).Times(2), want{4, []float64{4}, ""}},
		{"503 for ever", machine, azimuthtest.Answer(503), want{7, []float64{4, 8, 16, 32}, "Service Unavailable"}},
		{"identity not found", machine, azimuthtest.IdentityNotFound(), want{2, nil, "No identity has been assigned"}},
		{"reset", machine, azimuthtest.Reset().Times(1), want{3, nil, ""}},
		{"truncated", machine, azimuthtest.Truncate().Times(1), want{2, nil, "Failed to deserialize JSON"}},
		{"login-throttled", login, azimuthtest.Scenario("login-throttled"), want{2, []float64{1}, ""}},
		{"login-unavailable", login, azimuthtest.Scenario("login-unavailable"), want{3, []float64{1.6}, ""}},
		{"wrong secret", login, azimuthtest.Answer(401).Path("**/token"), want{1, nil, "AADSTS7000215"}},
		{"arm-throttled", manager, azimuthtest.Scenario("arm-throttled"), want{3, []float64{1, 1}, ""}},
		{"arm-unavailable", manager, azimuthtest.Scenario("arm-unavailable"), want{3, []float64{1, 1}, ""}},
		{"arm 500", manager, azimuthtest.Answer(500).Times(2), want{3, []float64{1.6}, ""}},
		{"throttled for ever", manager, azimuthtest.Answer(429).RetryAfter(time.Second), want{4, []float64{1, 1, 1}, "SubscriptionRequestsThrottled"}},
		{"role-missing", manager, azimuthtest.Scenario("role-missing"), want{1, nil, "AuthorizationFailed"}},
		{"token-revoked", manager, azimuthtest.Scenario("token-revoked"), want{2, nil, "TokenIssuedBeforeRevocationTimestamp"}},
		{"connection-reset", manager, azimuthtest.Scenario("connection-reset"), want{2, nil, ""}},
		{"body-truncated", manager, azimuthtest.Scenario("body-truncated"), want{1, nil, "DecodeError"}},
	} {
		app := s.Application(c.name).Role("Reader", rg.ID)
		task := map[string]any{
			"do": c.do, "counts": counts[c.do], "tenant": s.TenantID, "client": app.ClientID, "secret": app.ClientSecret,
			"subscription": s.SubscriptionID, "name": "rg",
		}
		if c.do == manager { // the sign-in is over when the bad day begins
			p.do(task).check(t, c.name+", before", want{tries: 1})
		}
		if c.do == machine {
			c.fault = c.fault.Skip(1) // the SDK asks once, without a header, whether anybody answers
		}
		fault := s.Fault(c.fault.At(front[c.do]))
		p.do(task).check(t, c.name, c.want)
		fault.Remove()
	}
}
