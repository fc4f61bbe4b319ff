package signin_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
)

// binary is the program that is judged, browser the one that plays a person in a
// browser, data and azimuth the server that all tests share.
var (
	binary  string
	browser string
	data    string
	azimuth server.Environment
)

// TestMain runs the tests against a fresh server.
func TestMain(m *testing.M) {
	code, err := runAgainstServer(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(code)
}

func runAgainstServer(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "azimuth-signin-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if binary, err = findBinary(dir); err != nil {
		return 1, err
	}
	if browser, err = build(dir, "browser", "./test/signin/browser"); err != nil {
		return 1, err
	}
	data = filepath.Join(dir, "data")
	stop, err := serve()
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if azimuth, err = server.ReadEnvironment(data); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// findBinary is the binary to judge; without AZIMUTH_BIN it is built.
func findBinary(dir string) (string, error) {
	if given := os.Getenv("AZIMUTH_BIN"); given != "" {
		return filepath.Abs(given)
	}
	return build(dir, "azimuth", "./cmd/azimuth")
}

func build(dir, name, program string) (string, error) {
	built := filepath.Join(dir, name)
	build := exec.Command("go", "build", "-o", built, program)
	build.Dir = filepath.Join("..", "..")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", program, err, output)
	}
	return built, nil
}

// serve starts the server and waits until it is ready.
func serve() (stop func() error, err error) {
	process := exec.Command(binary, "serve", "--data", data, "--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0", "--store", "memory")
	process.Stderr = os.Stderr
	output, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if lines.Text() == "ready" {
			return func() error {
				err := process.Process.Signal(syscall.SIGTERM)
				for lines.Scan() { // until it closes its end, which Wait asks for
				}
				return errors.Join(err, process.Wait())
			}, nil
		}
	}
	return nil, fmt.Errorf("azimuth serve ended before it was ready: %w", process.Wait())
}
