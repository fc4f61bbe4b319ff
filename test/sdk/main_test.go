package sdk_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// environment is what `azimuth env --format json` says.
type environment struct {
	ResourceManager string
	Login           string
	Metadata        string
	CAFile          string
	TenantID        string
	SubscriptionID  string
	ClientID        string
	ClientSecret    string
}

// azimuth is the server that all tests share; each works in groups of its own.
var azimuth environment

// binary is the program that is judged.
var binary string

// TestMain runs the tests against a fresh server, unless this process is to be a
// program inside a machine: the tests start themselves for that.
func TestMain(m *testing.M) {
	if text, ok := os.LookupEnv(taskVariable); ok {
		os.Exit(runTask(text))
	}
	code, err := runAgainstServer(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(code)
}

func runAgainstServer(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "azimuth-sdk-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if binary, err = findBinary(dir); err != nil {
		return 1, err
	}
	data := filepath.Join(dir, "data")
	if err := layOutBrowser(dir, data); err != nil {
		return 1, err
	}
	issuer := newIssuer()
	defer issuer.Close()
	outside = issuer
	stop, err := serve(data, "--federation-issuer", issuer.URL, "--federation-private-host", "127.0.0.1")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	text, err := exec.Command(binary, "env", "--data", data, "--format", "json").Output()
	if err != nil {
		return 1, fmt.Errorf("azimuth env: %w", err)
	}
	if err := json.Unmarshal(text, &azimuth); err != nil {
		return 1, fmt.Errorf("azimuth env: %w", err)
	}
	// The SDK's way to trust a server is the environment's.
	if err := os.Setenv("SSL_CERT_FILE", azimuth.CAFile); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// findBinary is the binary to judge; without AZIMUTH_BIN it is built.
func findBinary(dir string) (string, error) {
	if given := os.Getenv("AZIMUTH_BIN"); given != "" {
		return filepath.Abs(given)
	}
	return build(filepath.Join(dir, "azimuth"), "./cmd/azimuth")
}

// build builds a program of Azimuth's own module.
func build(to, program string) (string, error) {
	build := exec.Command("go", "build", "-o", to, program)
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", program, err, output)
	}
	return to, nil
}

// layOutBrowser puts the program that plays a person in a browser where the SDK
// looks for a browser, and tells it which server it visits.
func layOutBrowser(dir, data string) error {
	programs := filepath.Join(dir, "browser")
	if _, err := build(filepath.Join(programs, "xdg-open"), "./test/signin/browser"); err != nil {
		return err
	}
	return errors.Join(
		os.Setenv("PATH", programs+string(os.PathListSeparator)+os.Getenv("PATH")),
		os.Setenv("AZIMUTH_BIN", binary), os.Setenv("AZIMUTH_DATA", data),
	)
}

// serve starts the server and waits until it is ready. stop ends it and reports
// whether it ended well.
func serve(data string, flags ...string) (stop func() error, err error) {
	server := exec.Command(binary, append([]string{"serve", "--data", data, "--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0", "--store", "memory"}, flags...)...)
	server.Stderr = os.Stderr
	output, err := server.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := server.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if lines.Text() == "ready" {
			return func() error { return stopServer(server, lines) }, nil
		}
	}
	return nil, fmt.Errorf("azimuth serve ended before it was ready: %w", server.Wait())
}

func stopServer(server *exec.Cmd, output *bufio.Scanner) error {
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	for output.Scan() { // until it closes its end, which Wait asks for
	}
	if err := server.Wait(); err != nil {
		return fmt.Errorf("azimuth serve: %w", err)
	}
	return nil
}
