// Package image runs the container image as a container engine would: not as
// root, with a root file system that cannot be written and without capabilities.
package image

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
)

// The most that an image may have, in bytes, and a bound on its start that holds
// on a loaded machine, too; how long it took is logged.
const (
	maxImage = 40 << 20
	maxStart = 2 * time.Minute
)

// imageConfig is what an image says of how it is run.
type imageConfig struct {
	Config struct {
		User        string
		Env         []string
		Entrypoint  []string
		Cmd         []string
		Volumes     map[string]struct{}
		Healthcheck struct{ Test []string }
	} `json:"config"`
}

func TestImage(t *testing.T) {
	archive := os.Getenv("AZIMUTH_IMAGE")
	if archive == "" {
		t.Skip("AZIMUTH_IMAGE names no image: make image-test")
	}
	if os.Getuid() != 0 {
		t.Skip("only root can make the container")
	}
	info, err := os.Stat(archive)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > maxImage {
		t.Errorf("the image has %d bytes", info.Size())
	}
	for name, arguments := range map[string][]string{
		"a volume": nil, "a memory store": {"--store", "memory"},
	} {
		t.Run(name, func(t *testing.T) { runImage(t, archive, arguments) })
	}
}

func runImage(t *testing.T, archive string, arguments []string) {
	root, data := t.TempDir(), t.TempDir()
	image := unpack(t, archive, root)
	if image.Config.User != "65532:65532" || len(image.Config.Healthcheck.Test) < 2 {
		t.Errorf("user %q, health check %v", image.Config.User, image.Config.Healthcheck.Test)
	}
	for _, dir := range []string{data, root, filepath.Dir(root), filepath.Dir(data)} {
		if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // the container's user passes through
			t.Fatal(err)
		}
	}
	if err := os.Chown(data, 65532, 65532); err != nil {
		t.Fatal(err)
	}
	// The host's network, so that this test is a client; hence loopback and any port.
	serve := slices.Concat(image.Config.Entrypoint, []string{"serve", "--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0"}, arguments)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	env := start(t, contained(ctx, root, data, image.Config.Env, serve), data)
	health := contained(ctx, root, data, image.Config.Env, image.Config.Healthcheck.Test[1:])
	if out, err := health.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != "ready" {
		t.Errorf("the health check: %v: %s", err, out)
	}
	smoke(t, env)
}

// start runs a server until the test ends, and waits until it is ready.
func start(t *testing.T, serve *exec.Cmd, data string) server.Environment {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	serve.Stdout, serve.Stderr = log, log
	endTogether(serve)
	began := time.Now()
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = serve.Cancel() // it may have ended
		_ = serve.Wait()
		if text, err := os.ReadFile(log.Name()); t.Failed() && err == nil {
			t.Logf("%s", text)
		}
	})
	env := waitReady(t, log.Name(), data)
	t.Logf("ready after %v", time.Since(began))
	return env
}

// endTogether has a command end with all that it started. A program forgets that it
// is to end with its parent when it becomes another user's.
func endTogether(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}

// The program of which the image is made passes what the image has to.
func TestProgram(t *testing.T) {
	program := os.Getenv("AZIMUTH_BIN")
	if program == "" {
		t.Skip("AZIMUTH_BIN names no program: make image-test")
	}
	data := t.TempDir()
	smoke(t, start(t, exec.CommandContext(t.Context(), program, "serve", "--data", data, "--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0"), data))
}

// waitReady waits until the server has said that it is ready.
func waitReady(t *testing.T, log, data string) server.Environment {
	t.Helper()
	deadline := time.After(maxStart)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		text, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains("\n"+string(text), "\nready\n") {
			break
		}
		select {
		case <-deadline:
			t.Fatalf("the server is not ready: %s", text)
		case <-tick.C:
		}
	}
	env, err := server.ReadEnvironment(data)
	if err != nil {
		t.Fatal(err)
	}
	env.CAFile = filepath.Join(data, "ca.pem") // the container's /data
	return env
}

// unpack puts an image's files into a directory.
func unpack(t *testing.T, archive, root string) imageConfig {
	t.Helper()
	file, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	parts := make(map[string][]byte)
	each(t, file, func(h *tar.Header, r io.Reader) {
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[h.Name] = content
	})
	var manifest []struct {
		Config string
		Layers []string
	}
	if err := json.Unmarshal(parts["manifest.json"], &manifest); err != nil || len(manifest) != 1 {
		t.Fatalf("%d images: %v", len(manifest), err)
	}
	for _, layer := range manifest[0].Layers {
		each(t, strings.NewReader(string(parts[layer])), func(h *tar.Header, r io.Reader) { place(t, root, h, r) })
	}
	var config imageConfig
	if err := json.Unmarshal(parts[manifest[0].Config], &config); err != nil {
		t.Fatal(err)
	}
	return config
}

func each(t *testing.T, from io.Reader, fn func(*tar.Header, io.Reader)) {
	t.Helper()
	for r := tar.NewReader(from); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg || h.Typeflag == tar.TypeDir {
			fn(h, r)
		}
	}
}

func place(t *testing.T, root string, h *tar.Header, r io.Reader) {
	t.Helper()
	path := filepath.Join(root, filepath.Clean("/"+h.Name))
	err := os.MkdirAll(filepath.Dir(path), 0o755) //nolint:gosec // the container's user reads it
	if h.Typeflag == tar.TypeDir {
		err = errors.Join(err, os.MkdirAll(path, 0o755)) //nolint:gosec // as above
	} else if content, readErr := io.ReadAll(r); readErr == nil {
		err = errors.Join(err, os.WriteFile(path, content, os.FileMode(h.Mode)&0o777)) //nolint:gosec // a mode has nine bits
	} else {
		err = readErr
	}
	if err != nil {
		t.Fatal(err)
	}
}

// setUp makes the file system of a container in a mount namespace of its own, and
// becomes its program: a container engine's work, which in many places may not
// be done by one.
const setUp = `set -e
root=$1 data=$2; shift 2
mount --bind "$root" "$root"
mount --bind "$data" "$root/data"
mount -o remount,bind,ro "$root"
exec unshare --root="$root" --wd=/ --setgid=65532 --setuid=65532 "$@"`

// contained is a program in a container: the root file system is read-only but
// for /data, and it has no privileges and no way to any. When the context ends it
// is killed.
func contained(ctx context.Context, root, data string, env, program []string) *exec.Cmd {
	const namespaces = "--mount --pid --fork --kill-child --ipc --uts"
	command := exec.CommandContext(ctx, "setpriv", slices.Concat(
		[]string{"--no-new-privs", "--clear-groups", "unshare"}, strings.Fields(namespaces),
		[]string{"sh", "-c", setUp, "sh", root, data}, program,
	)...)
	command.Env = append([]string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}, env...)
	return command
}
