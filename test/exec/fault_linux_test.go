package exec_test

import (
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/test/apart"
)

// What cuts a machine off from elsewhere leaves it what is its own, and ends with its cause.
func TestCut(t *testing.T) {
	t.Parallel()
	apart.Needs(t, "curl")
	apart.Needs(t, "nsenter")
	apart.Needs(t, "ip")
	s := serve(t)
	// An address that is the host's and not loopback: the way there is through the relay.
	const elsewhere = "198.51.100.7"
	if out, err := exec.Command("ip", "address", "add", elsewhere+"/32", "dev", "lo").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	l, err := net.Listen("tcp", elsewhere+":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = fmt.Fprint(conn, "HTTP/1.0 200 OK\r\n\r\nrows")
			_ = conn.Close()
		}
	}()
	said := &lines{}
	sh := s.shellSaying(t, said, "--vm", "app", "--create")
	get := fmt.Sprintf("curl -sS -m 2 http://%s 2>/dev/null", l.Addr())
	if got := sh.say(t, get); got != "rows" {
		t.Fatalf("at first: %q", got)
	}
	inside := childOf(t, sh.process.Process.Pid)
	link := func(state string) {
		t.Helper()
		if out, err := exec.Command("nsenter", "-t", fmt.Sprint(inside), "-U", "--preserve-credentials", "-n", "ip", "link", "set", "relay", state).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	link("down")
	eventually(t, "it is told", func() bool { return strings.Contains(said.String(), "is cut") })
	if got := sh.say(t, get); got != "" {
		t.Errorf("through the cut: %q", got)
	}
	if got := sh.say(t, ask+"'"); !strings.HasSuffix(got, "\n200") {
		t.Errorf("the metadata service: %s", got)
	}
	if got := sh.say(t, "curl -sS -o /dev/null -w '%{http_code}' https://management.azure.com/subscriptions?api-version=2021-01-01"); got != "401" {
		t.Errorf("Azure's hosts: %s", got)
	}
	link("up")
	eventually(t, "all is well again", func() bool { return sh.say(t, get) == "rows" })
}

// The port of the extension for managed identities is the machine's.
func TestExtension(t *testing.T) {
	t.Parallel()
	apart.Needs(t, "curl")
	s := serve(t)
	s.exec(t, "--vm", "app", "--create", "--", "true")
	c := s.client(t)
	vm := c.Subscription() + "/resourceGroups/azimuth/providers/Microsoft.Compute/virtualMachines/app"
	s.call(t, c, "PUT", vm+"/extensions/identity", `{"location":"westeurope","properties":{"publisher":"Microsoft.ManagedIdentity","type":"ManagedIdentityExtensionForLinux","typeHandlerVersion":"1.0","autoUpgradeMinorVersion":true,"settings":{"port":50399}}}`)
	sh := s.shell(t, "--vm", "app")
	for _, request := range []string{
		"'http://localhost:50399/oauth2/token?resource=https://management.azure.com/'",
		"-d resource=https://management.azure.com/ http://localhost:50399/oauth2/token",
	} {
		answer := sh.say(t, "curl -sS -H Metadata:true "+request)
		if _, rest, found := strings.Cut(answer, `"access_token":"`); !found || claimsOf(t, rest[:strings.IndexByte(rest, '"')]).Resource == "" {
			t.Errorf("%s: %s", request, answer)
		}
	}
	s.call(t, c, "POST", vm+"/deallocate", "")
	eventually(t, "refused while it is off", func() bool {
		return strings.Contains(sh.say(t, "curl -sS -H Metadata:true 'http://localhost:50399/oauth2/token?resource=https://management.azure.com/' 2>&1"), "curl: (7)")
	})
	s.call(t, c, "POST", vm+"/start", "")
	eventually(t, "on again", func() bool {
		return strings.Contains(sh.say(t, "curl -sS -H Metadata:true 'http://localhost:50399/oauth2/token?resource=https://management.azure.com/' 2>&1"), "access_token")
	})
}
