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
	if got := sh.say(t, "curl -sS -m 20 http://"+l.Addr().String()+" 2>&1; echo $?"); !strings.Contains(got, "curl: (7)") || !strings.HasSuffix(got, "\n7") {
		t.Errorf("through the cut, where a program is to be told at once: %q", got)
	}
	if got := sh.say(t, ask+"'"); !strings.HasSuffix(got, "\n200") {
		t.Errorf("the metadata service: %s", got)
	}
	if got := sh.say(t, "curl -sS -o /dev/null -w '%{http_code}' https://management.azure.com/subscriptions?api-version=2021-01-01"); got != "401" {
		t.Errorf("Azure's hosts: %s", got)
	}
	link("up")
	eventually(t, "all is well again", func() bool { return sh.say(t, get) == "rows" })
	// Without the server there is an answer too, and no waiting: curl's status 28 would be that.
	s.kill()
	for _, gone := range []struct{ name, command, want string }{
		{"the metadata service", ask + "' -m 20 -o /dev/null; echo; echo $?", "503\n0"},
		{"Azure's hosts", "curl -sS -m 20 https://management.azure.com/subscriptions 2>/dev/null; echo $?", "35"},
		{"the server's own address", "curl -sS -m 20 $AZIMUTH_RESOURCE_MANAGER/subscriptions 2>/dev/null; echo $?", "35"},
		{"what is elsewhere", get, "rows"},
	} {
		if got := sh.say(t, gone.command); got != gone.want {
			t.Errorf("without the server %s: %q, want %q", gone.name, got, gone.want)
		}
	}
	// Nor when the way out is gone for good.
	if out, err := exec.Command("nsenter", "-t", fmt.Sprint(inside), "-U", "--preserve-credentials", "-n", "ip", "link", "delete", "relay").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got := sh.say(t, "curl -sS -m 20 http://"+l.Addr().String()+" 2>/dev/null; echo $?"); got != "7" {
		t.Errorf("without a way out: %q", got)
	}
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
