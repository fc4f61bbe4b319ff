package trust_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/cli/trust"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

// newRoot is the root of a new authority, in PEM.
func newRoot(t *testing.T) []byte {
	t.Helper()
	sealer, err := token.NewSealer(bytes.Repeat([]byte{1}, token.MasterKeySize), resource.System())
	if err != nil {
		t.Fatal(err)
	}
	a, err := ca.Open(t.Context(), memory.Open(), sealer, resource.System(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return a.PEM()
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestWrite(t *testing.T) {
	t.Parallel()
	root, system := newRoot(t), filepath.Join(t.TempDir(), "roots.crt")
	if err := os.WriteFile(system, []byte("system"), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "a", "b")
	f, err := trust.Write(out, root, "pass word", []string{system}, resource.System())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read(t, f.CA), root) {
		t.Error("ca.pem is not the root")
	}
	if want := "system\n" + string(root); string(read(t, f.Bundle)) != want {
		t.Errorf("bundle.pem is %s", read(t, f.Bundle))
	}
	store := read(t, f.Store)
	certificates, err := pkcs12.DecodeTrustStore(store, "pass word")
	if err != nil || len(certificates) != 1 {
		t.Fatalf("%d certificates: %v", len(certificates), err)
	}
	if block, _ := pem.Decode(root); !bytes.Equal(certificates[0].Raw, block.Bytes) {
		t.Error("the trust store has another certificate")
	}
	if _, err := pkcs12.DecodeTrustStore(store, trust.DefaultPassword); err == nil {
		t.Error("another password opens it")
	}
	if _, err := trust.Write(out, []byte("no PEM"), "", nil, resource.System()); err == nil {
		t.Error("what is no certificate is no error")
	}
}

func TestJavaTakesTheTrustStore(t *testing.T) {
	t.Parallel()
	keytool, err := exec.LookPath("keytool")
	if err != nil {
		t.Skip("keytool is not installed")
	}
	f, err := trust.Write(t.TempDir(), newRoot(t), trust.DefaultPassword, nil, resource.System())
	if err != nil {
		t.Fatal(err)
	}
	list, err := exec.CommandContext(t.Context(), keytool, "-list", "-keystore", f.Store, "-storepass", f.Password).CombinedOutput()
	if err != nil || !strings.Contains(string(list), "trustedCertEntry") {
		t.Errorf("%v: %s", err, list)
	}
}

// What the runtimes are told must name the files.
func TestRuntimes(t *testing.T) {
	t.Parallel()
	f := trust.Files{CA: "/d/ca.pem", Bundle: "/d/bundle.pem", Store: "/d/ca.p12", Password: "changeit"}
	got := map[string]map[string]string{}
	for _, r := range trust.Runtimes(f) {
		got[r.Name] = r.Variables
	}
	java := "-Djavax.net.ssl.trustStore=/d/ca.p12 -Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=changeit"
	want := map[string]map[string]string{
		"Go":            {"SSL_CERT_FILE": "/d/bundle.pem"},
		"Node.js":       {"NODE_EXTRA_CA_CERTS": "/d/ca.pem"},
		"Python and az": {"REQUESTS_CA_BUNDLE": "/d/bundle.pem", "SSL_CERT_FILE": "/d/bundle.pem"},
		"curl":          {"CURL_CA_BUNDLE": "/d/bundle.pem"},
		"Java":          {"JAVA_TOOL_OPTIONS": java},
		".NET":          {"SSL_CERT_FILE": "/d/bundle.pem"},
		"PowerShell":    {"SSL_CERT_FILE": "/d/bundle.pem"},
		"git":           {"GIT_SSL_CAINFO": "/d/bundle.pem"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The quotes that the Java options get are those of shells, too, which can be asked.
func TestJavaOptionsSurviveStrangePaths(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no sh")
	}
	f := trust.Files{Store: `/a b/it's "$x"/ca.p12`, Password: "pass word"}
	for _, r := range trust.Runtimes(f) {
		if r.Name != "Java" {
			continue
		}
		out, err := exec.CommandContext(t.Context(), "sh", "-c", `printf '%s\n' `+r.Option).Output()
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"-Djavax.net.ssl.trustStore=" + f.Store, "-Djavax.net.ssl.trustStoreType=PKCS12", "-Djavax.net.ssl.trustStorePassword=pass word"}
		if diff := cmp.Diff(want, strings.Split(strings.TrimSpace(string(out)), "\n")); diff != "" {
			t.Error(diff)
		}
	}
}

// store is a system's store in a folder of the test's, whose updater notes its calls.
func store(t *testing.T) (trust.System, *[]string) {
	t.Helper()
	calls := new([]string)
	return trust.System{
		Dir:  t.TempDir(),
		Find: func(string) error { return nil },
		Run: func(_ context.Context, program string, args ...string) error {
			*calls = append(*calls, strings.Join(append([]string{program}, args...), " "))
			return nil
		},
	}, calls
}

func TestInstallAndUninstall(t *testing.T) {
	t.Parallel()
	s, calls := store(t)
	root, other := newRoot(t), newRoot(t)
	file, err := s.Install(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read(t, file), root) || filepath.Ext(file) != ".crt" {
		t.Errorf("%s is not the root", file)
	}
	if again, err := s.Install(t.Context(), root); err != nil || again != file {
		t.Errorf("again: %s %v", again, err)
	}
	otherFile, err := s.Install(t.Context(), other)
	if err != nil || otherFile == file {
		t.Fatalf("another root: %s %v", otherFile, err)
	}
	for range 2 {
		others, err := s.Uninstall(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{otherFile}, others); diff != "" {
			t.Error(diff)
		}
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("the root is still there")
	}
	const update = "update-ca-certificates"
	if diff := cmp.Diff([]string{update, update, update, update + " --fresh", update + " --fresh"}, *calls); diff != "" {
		t.Error(diff)
	}
}

func TestSystemsThatAreRefused(t *testing.T) {
	t.Parallel()
	root := newRoot(t)
	noFolder, _ := store(t)
	noFolder.Dir = filepath.Join(noFolder.Dir, "absent")
	noUpdater, _ := store(t)
	noUpdater.Find = func(string) error { return exec.ErrNotFound }
	for name, s := range map[string]trust.System{"no folder": noFolder, "no updater": noUpdater} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := s.Install(t.Context(), root); !errors.Is(err, trust.ErrForeign) {
				t.Errorf("Install: %v", err)
			}
			if _, err := s.Uninstall(t.Context(), root); !errors.Is(err, trust.ErrForeign) {
				t.Errorf("Uninstall: %v", err)
			}
		})
	}
}

func TestAFailedInstallLeavesNothing(t *testing.T) {
	t.Parallel()
	s, _ := store(t)
	broken := errors.New("broken")
	s.Run = func(context.Context, string, ...string) error { return broken }
	if _, err := s.Install(t.Context(), newRoot(t)); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if left, err := os.ReadDir(s.Dir); err != nil || len(left) > 0 {
		t.Errorf("%v %v is left", left, err)
	}
}

func TestByHandNamesTheFile(t *testing.T) {
	t.Parallel()
	const file = "/a b/ca.pem"
	for line := range strings.Lines(trust.ByHand(file)) {
		if !strings.Contains(line, "'/a b/ca.pem'") && !strings.HasPrefix(line, "Debian") {
			t.Errorf("no file in %q", line)
		}
	}
	if !strings.Contains(trust.ByHandAway(file), "remove-trusted-cert '/a b/ca.pem'") {
		t.Error(trust.ByHandAway(file))
	}
}
