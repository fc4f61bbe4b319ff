package thirdparty_test

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/azimuthid/azimuth/test/apart"
)

// azuriteProgram is Azurite's part for blobs.
const azuriteProgram = "azurite/node_modules/azurite/dist/src/blob/main.js"

// output is what a process says, read while it still runs.
type output struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (o *output) Write(text []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.said.Write(text)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.said.String()
}

// azurite starts Azurite with a certificate of the site's authority, and returns the
// address of its account.
func azurite(t *testing.T, s *site) string {
	t.Helper()
	dir, address := t.TempDir(), free(t)
	s.azimuth(t, "certificate", "--out", dir)
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	process := exec.Command("node", azuriteProgram, "--blobHost", host, "--blobPort", port, "--oauth", "basic", "--disableTelemetry",
		"--cert", filepath.Join(dir, "certificate.pem"), "--key", filepath.Join(dir, "key.pem"), "--location", filepath.Join(dir, "blobs"))
	var said output
	process.Stdout, process.Stderr = &said, &said
	run(t, process)
	listening(t, address, said.String)
	return "https://" + address + "/devstoreaccount1"
}

// S3: Azurite lets a machine keep blobs by its token.
func TestAzurite(t *testing.T) {
	t.Parallel()
	apart.Needs(t, "node")
	if _, err := os.Stat(azuriteProgram); err != nil {
		apart.Absent(t, "Azurite is not installed: run 'npm ci' in test/thirdparty/azurite")
	}
	program, err := filepath.Abs("azurite/blob.mjs")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t)
	account := azurite(t, s)
	if got := s.on(t, "app", "node", program, account); got != "two apples" {
		t.Errorf("with a token for the storage service: %s", got)
	}
	got := s.on(t, "app", "node", program, account, "https://vault.azure.net/.default")
	if !strings.HasPrefix(got, "refused: 403 AuthenticationFailed ") || !strings.Contains(got, "Invalid token audience") {
		t.Errorf("with a token for another service: %s", got)
	}
}
