package az_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// site is a server and an az that is signed in to it, in one way.
type site struct {
	tools
	way  environ.Way
	data string
	home string
	env  server.Environment
	log  *serverLog
}

// startSite starts the program as a server that refuses all hosts but those that
// it stands in for, and has "azimuth az" sign in.
func startSite(t *testing.T, found tools, way environ.Way) *site {
	t.Helper()
	s := &site{tools: found, way: way, data: t.TempDir(), home: t.TempDir(), log: new(serverLog)}
	s.serve(t)
	var err error
	if s.env, err = server.ReadEnvironment(s.data); err != nil {
		t.Fatal(err)
	}
	if err := environ.Prepare(s.env); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := s.run(t, s.base(), "azimuth az --"+string(way)+" -- account show --query id --output tsv", "")
	if status != 0 || strings.TrimSpace(stdout) != s.env.SubscriptionID {
		t.Fatalf("azimuth az: status %d: %s%s", status, stdout, stderr)
	}
	for _, stray := range s.log.refusals() {
		t.Errorf("signing in asked for something else: %s", stray)
	}
	return s
}

func (s *site) serve(t *testing.T) {
	t.Helper()
	command := exec.Command(s.azimuth, "serve", "--data", s.data, "--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0", "--proxy-deny-others")
	command.Stderr = s.log
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		if err := command.Wait(); err != nil {
			t.Errorf("the server: %v", err)
		}
		if t.Failed() {
			t.Logf("the server said:\n%s", s.log.text())
		}
	})
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the server printed %q first (%v): %s", line, err, s.log.text())
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
}

// clear removes all resource groups, and the locks that would keep them.
func (s *site) clear(t *testing.T, w *servertest.World) {
	t.Helper()
	for _, kind := range []struct{ collection, version string }{
		{"/providers/Microsoft.Authorization/locks", "2016-09-01"},
		{"/resourceGroups", "2021-04-01"},
	} {
		version := "?api-version=" + kind.version
		all := w.Must(http.MethodGet, w.Subscription()+kind.collection+version, nil)
		listed, _ := all.At("value").([]any)
		for _, one := range listed {
			id, _ := one.(map[string]any)["id"].(string)
			w.Must(http.MethodDelete, id+version, nil)
		}
	}
}

// base is the environment of programs: nothing of the user's but where programs
// are, and the proxy for whatever else they may want to ask.
func (s *site) base() []string {
	path := filepath.Dir(s.azimuth) + string(os.PathListSeparator) + os.Getenv("PATH")
	return []string{
		"PATH=" + path, "HOME=" + s.home, "LANG=C.UTF-8", "PYTHONPATH=" + s.shim, "AZIMUTH_DATA=" + s.data,
		"HTTPS_PROXY=" + s.env.Proxy, "HTTP_PROXY=" + s.env.Proxy, "https_proxy=" + s.env.Proxy, "http_proxy=" + s.env.Proxy,
		"NO_PROXY=" + environ.Nearby, "no_proxy=" + environ.Nearby,
		"AZURE_CORE_COLLECT_TELEMETRY=no", "AZURE_CORE_SURVEY_MESSAGE=no", "AZURE_CORE_ERROR_RECOMMENDATION=off", "AZURE_EXTENSION_USE_DYNAMIC_INSTALL=no",
	}
}

// serverLog is what the server says; it may be read meanwhile.
type serverLog struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (l *serverLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.Write(p)
}

func (l *serverLog) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}

// refusals are the lines about requests to the proxy that were for other hosts.
func (l *serverLog) refusals() []string {
	var found []string
	for line := range strings.Lines(l.text()) {
		if strings.Contains(line, "the proxy refused") || strings.Contains(line, "the proxy could not reach") {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// exitStatus is that of a program that ran.
func exitStatus(t *testing.T, err error) int {
	t.Helper()
	if err == nil {
		return 0
	}
	ended, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		t.Fatal(err)
	}
	return ended.ExitCode()
}
