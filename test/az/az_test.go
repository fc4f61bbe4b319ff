package az_test

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/server/conversation"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// root is the repository's folder, from which conversations name their files.
const root = "../.."

// TestRows holds the conversations of testdata/rows in both ways, and those of
// rows-cloud where the server is a cloud of its own. The two ways are held side by side, each with a server and a profile of its own; within a
// way one conversation follows the other, in a subscription without groups.
func TestRows(t *testing.T) {
	t.Parallel()
	tools := findTools(t)
	tree := os.DirFS(root)
	for _, way := range []environ.Way{environ.ByAddress, environ.ByProxy} {
		t.Run(string(way), func(t *testing.T) {
			t.Parallel()
			s := startSite(t, tools, way)
			for _, file := range rowsOf(t, tree, way) {
				cases, err := conversation.Read(tree, file)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range cases {
					t.Run(strings.TrimSuffix(path.Base(file), ".txt")+"/"+c.Name, func(t *testing.T) {
						s.hold(t, c)
					})
				}
			}
		})
	}
}

// rowsOf are the files of the conversations that are held in a way.
func rowsOf(t *testing.T, tree fs.FS, way environ.Way) []string {
	t.Helper()
	var all []string
	for _, folder := range []string{"rows", "rows-" + string(way)} {
		files, err := fs.Glob(tree, "test/az/testdata/"+folder+"/*.txt")
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, files...)
	}
	if len(all) == 0 {
		t.Fatal("there are no rows")
	}
	return all
}

// hold holds a conversation, after which az must have asked nobody else.
func (s *site) hold(t *testing.T, c conversation.Case) {
	t.Helper()
	w := servertest.Connect(t, s.env)
	s.clear(t, w)
	before := len(s.log.refusals())
	if err := c.RunWith(w, s.shell(t)); err != nil {
		t.Error(err)
	}
	for _, stray := range s.log.refusals()[before:] {
		t.Errorf("az asked for something else: %s", stray)
	}
}

// TestEveryRowIsHeld keeps the rows of the articles together with what holds them.
func TestEveryRowIsHeld(t *testing.T) {
	t.Parallel()
	for _, row := range []string{"C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C12", "C13", "C14"} {
		found, err := fs.Glob(os.DirFS("testdata/rows"), row+"-*.txt")
		if err != nil || len(found) == 0 {
			t.Errorf("no conversation is that of the row %s", row)
		}
	}
}
