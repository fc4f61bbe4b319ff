package guides_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/test/apart"
)

// root is the repository's folder.
const root = "../.."

// limit is how long a guide or a pipeline may take on a slow machine.
const limit = 8 * time.Minute

func TestMain(m *testing.M) { apart.Main(m, apart.Azimuth) }

// TestApart holds TestMain to what it says.
func TestApart(t *testing.T) { apart.Check(t) }

// needs are the programs that guides use beside a shell.
var needs = map[string][]string{
	"go-service.md":        {"go"},
	"javascript-python.md": {"curl", "node", "python3"},
	"pipeline.md":          {"curl"},
	"template.md":          {"curl", "jq"},
	"terraform.md":         {"curl", "jq"},
}

// The guides take Azimuth's own ports, and so follow one another.
func TestGuides(t *testing.T) { //nolint:paralleltest // see above
	guides, err := filepath.Glob(filepath.Join(root, "docs/guides/*.md"))
	if err != nil || len(guides) == 0 {
		t.Fatalf("there are no guides: %v", err)
	}
	for _, guide := range guides {
		t.Run(filepath.Base(guide), func(t *testing.T) {
			apart.Needs(t, append(needs[filepath.Base(guide)], "bash")...)
			text, err := os.ReadFile(guide)
			if err != nil {
				t.Fatal(err)
			}
			s := newScratch(t)
			s.module(t, "example.com/groups")
			follow(t, s, blocks(string(text)))
		})
	}
}

// scratch is where somebody follows a guide: a folder, and an environment that
// knows nothing of Azure.
type scratch struct {
	dir string
	env []string
}

func newScratch(t *testing.T) scratch {
	t.Helper()
	repository, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return strings.HasPrefix(name, "AZURE_") || strings.HasPrefix(name, "ARM_") || strings.HasPrefix(name, "AZIMUTH_") ||
			strings.HasSuffix(strings.ToUpper(name), "_PROXY") || name == "GOFLAGS"
	})
	return scratch{dir, append(env,
		"PATH="+filepath.Dir(apart.Built("azimuth"))+":"+os.Getenv("PATH"),
		"AZIMUTH="+repository, // where guides say that a clone is
		"AZIMUTH_DATA="+filepath.Join(dir, ".data"),
		"TMPDIR="+t.TempDir(), // no Go module may be in it
	)}
}

// module makes the folder a Go module as `go get` would, that of azimuthtest's
// types for the SDK and of what they need, without a network.
func (s *scratch) module(t *testing.T, name string) {
	t.Helper()
	repository, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	const types = "github.com/azimuthid/azimuth/azimuthtest/azure"
	for file, change := range map[string]*strings.Replacer{
		"go.mod": strings.NewReplacer(
			"module "+types, "module "+name+"\n\nrequire "+types+" v0.0.0\n\nreplace "+types+" => "+repository+"/azimuthtest/azure",
			"=> ../..", "=> "+repository,
		),
		"go.sum": strings.NewReplacer(),
	} {
		text, err := os.ReadFile(filepath.Join(repository, "azimuthtest/azure", file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(s.dir, file), []byte(change.Replace(string(text))), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// As the Makefile compiles, so that most is compiled already.
	s.env = append(s.env, "GOFLAGS=-mod=mod -trimpath", "GOPROXY=off", "GOWORK=off")
}

// run runs a script until it ends, and all that it left in the background.
func (s scratch) run(t *testing.T, script string, env ...string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	shell := exec.CommandContext(ctx, "bash", "-c", "trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\nset -eu\n"+script)
	shell.Dir, shell.Env = s.dir, append(slices.Clone(s.env), env...)
	// What it starts is in its group, those in the background of shells that it began too.
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	group := func(s syscall.Signal) error { return syscall.Kill(-shell.Process.Pid, s) }
	shell.Cancel = func() error { return group(syscall.SIGTERM) }
	shell.WaitDelay = 10 * time.Second
	out, err := shell.CombinedOutput()
	_ = group(syscall.SIGKILL) // nothing may be left
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	return nil
}

// follow does what a guide says.
func follow(t *testing.T, s scratch, all []block) {
	t.Helper()
	notes := t.TempDir()
	var script strings.Builder
	ran := 0
	for i, b := range all {
		name := filepath.Join(notes, strconv.Itoa(i))
		switch {
		case b.file != "":
			if err := os.WriteFile(name, []byte(b.text), 0o600); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&script, "mkdir -p \"$(dirname '%[1]s')\" && cp '%[2]s' '%[1]s'\n", b.file, name)
		case b.language == "sh":
			ran++
			fmt.Fprintf(&script, "echo %d >'%s/at'\n{\n%s} >'%s' 2>&1\n", b.line, notes, b.text, name)
		}
	}
	if ran == 0 {
		return // it is only read
	}
	if err := s.run(t, script.String()); err != nil {
		at, _ := os.ReadFile(filepath.Join(notes, "at")) // empty where nothing was begun
		t.Errorf("the block at line %s: %v", strings.TrimSpace(string(at)), err)
	}
	for i, b := range all {
		printed, err := os.ReadFile(filepath.Join(notes, strconv.Itoa(i)))
		if err != nil || b.language != "sh" || b.file != "" {
			continue
		}
		if t.Failed() {
			t.Logf("line %d:\n%s$ %s", b.line, b.text, printed)
		}
		if i+1 < len(all) && all[i+1].following && all[i+1].language == "text" && !matches(string(printed), all[i+1].text) {
			t.Errorf("line %d prints\n%s\nand not, as the guide says,\n%s", b.line, printed, all[i+1].text)
		}
	}
}
