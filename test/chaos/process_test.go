package chaos_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// The test binary runs itself as the server when these are set.
const (
	folderVariable = "AZIMUTH_CHAOS_FOLDER"
	asyncVariable  = "AZIMUTH_CHAOS_ASYNC"
	beganVariable  = "AZIMUTH_CHAOS_BEGAN"
)

func TestMain(m *testing.M) {
	if os.Getenv(folderVariable) == "" {
		os.Exit(m.Run())
	}
	fmt.Fprintln(os.Stderr, serve())
	os.Exit(1)
}

// serve is a server until it is killed.
func serve() error {
	began, err := strconv.ParseInt(os.Getenv(beganVariable), 10, 64)
	if err != nil {
		return err
	}
	sources := resource.System()
	sources.Now = fastClock{time.Unix(began, 0)}.now
	s, err := server.Open(context.Background(), server.Config{
		Data: os.Getenv(folderVariable), HTTPS: "127.0.0.1:0", Metadata: "127.0.0.1:0",
		AsyncAzure: os.Getenv(asyncVariable) == "true", Sources: sources, Database: sqlite.Database{},
	})
	if err != nil {
		return err
	}
	fmt.Println("ready")
	return s.Run(context.Background())
}

// fastClock began at the test's beginning, in which all its servers agree. Under
// it a virtual machine is created in 0.1 s, where Azure's take 30 s.
type fastClock struct{ began time.Time }

const speed = 300

func (c fastClock) now() time.Time {
	return c.began.Add(speed * time.Since(c.began))
}

// process is a server and what a client needs to talk to it.
type process struct {
	server.Environment
	command *exec.Cmd
	client  *http.Client
	token   string
	async   bool
	clock   fastClock
}

// start starts a server on the data of the one before.
func start(t *testing.T, folder string, clock fastClock, async bool) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{command: exec.Command(self), async: async, clock: clock}
	p.command.Env = append(os.Environ(), folderVariable+"="+folder, asyncVariable+"="+strconv.FormatBool(async),
		beganVariable+"="+strconv.FormatInt(clock.began.Unix(), 10))
	p.command.Stderr = os.Stderr
	output, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.command.Process.Kill() })
	if line, err := bufio.NewReader(output).ReadString('\n'); err != nil {
		t.Fatalf("the server said %q (%v)", line, err)
	}
	if p.Environment, err = server.ReadEnvironment(folder); err != nil {
		t.Fatal(err)
	}
	p.connect(t)
	return p
}

func (p *process) connect(t *testing.T) {
	t.Helper()
	pem, err := os.ReadFile(p.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	p.client = &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots, Time: p.clock.now}, ForceAttemptHTTP2: true, MaxIdleConnsPerHost: workers,
	}}
	t.Cleanup(p.client.CloseIdleConnections)
	response, err := p.client.PostForm(p.Login+"/"+p.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {p.ClientID}, "client_secret": {p.ClientSecret},
		"scope": {"https://management.azure.com/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.Token == "" {
		t.Fatalf("no token: %d (%v)", response.StatusCode, err)
	}
	p.token = answer.Token
}

// kill ends the server as a crash would, and waits until it is gone.
func (p *process) kill(t *testing.T) {
	t.Helper()
	if err := p.command.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = p.command.Wait() // killed
}
