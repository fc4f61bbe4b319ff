package guides_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/test/apart"
)

// The README's first commands, of the sections that need neither a browser nor
// az: its blocks are indented, and the reader's own programs stand in them.
func TestReadme(t *testing.T) { //nolint:paralleltest // as the guides
	apart.Needs(t, "bash", "curl", "sed")
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	// One reader follows all of it: what a section makes is there in the next one.
	s := newScratch(t)
	own := "#!/bin/sh\nexec test -n \"$AZURE_SUBSCRIPTION_ID\"\n"
	for _, name := range []string{"your-program", "your-tests"} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(own), 0o700); err != nil { //nolint:gosec // a program
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Dir(apart.Built("azimuth")), filepath.Join(s.dir, "bin")); err != nil {
		t.Fatal(err)
	}
	for _, heading := range []string{"Your own program, as a machine", "In your pipeline", "A server that stays"} {
		script := indented(string(text), heading)
		if script == "" {
			t.Fatalf("the section %q has no commands", heading)
		}
		if err := s.run(t, script, "GITHUB_ENV="+filepath.Join(s.dir, "github")); err != nil {
			t.Fatalf("%s:\n%s\n%v", heading, script, err)
		}
	}
}

// indented are the commands of a section. What builds is done already, and the
// seed app.yaml is not there (docs/seed.md has tests of its own); a server
// in the foreground is put into the background here, with a wait for it.
func indented(document, heading string) string {
	_, section, _ := strings.Cut(document, "\n## "+heading+"\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var script strings.Builder
	for line := range strings.Lines(section) {
		command, is := strings.CutPrefix(line, "    ")
		switch {
		case !is || strings.HasPrefix(command, "make ") || strings.Contains(command, "app.yaml"):
		case strings.HasPrefix(command, "bin/azimuth serve"):
			serve, _, _ := strings.Cut(command, "#")
			script.WriteString(serve + " >/dev/null 2>&1 &\nbin/azimuth wait\n")
		default:
			script.WriteString(command)
		}
	}
	return script.String()
}
