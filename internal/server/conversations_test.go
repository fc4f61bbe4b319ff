package server_test

import (
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/conversation"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// TestConversations holds the conversations of testdata/conversations, each with
// a server of its own. Files whose names begin with R and a number are the rows
// of the documentation's REST requests: each is what a reader of Microsoft's
// articles on managed identities types. Those in the folder azure are held with a
// server whose operations take their time.
func TestConversations(t *testing.T) {
	t.Parallel()
	tree := os.DirFS("testdata")
	for _, folder := range []string{"conversations", "conversations/azure"} {
		files, err := fs.Glob(tree, folder+"/*.txt")
		if err != nil || len(files) == 0 {
			t.Fatalf("no conversations in %s: %v", folder, err)
		}
		for _, file := range files {
			holdConversation(t, tree, file)
		}
	}
}

func holdConversation(t *testing.T, tree fs.FS, file string) {
	t.Helper()
	paced := path.Base(path.Dir(file)) == "azure"
	cases, err := conversation.Read(tree, file)
	if err != nil {
		t.Error(err)
		return
	}
	for _, c := range cases {
		t.Run(strings.TrimSuffix(strings.TrimPrefix(file, "conversations/"), ".txt")+"/"+c.Name, func(t *testing.T) {
			t.Parallel()
			if err := c.Run(servertest.Start(t, func(c *server.Config) { c.AsyncAzure = paced })); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestEveryRowHasAConversation keeps the rows of the documentation together with
// what holds them: each begins a conversation.
func TestEveryRowHasAConversation(t *testing.T) {
	t.Parallel()
	tree := os.DirFS("testdata")
	files, err := fs.Glob(tree, "conversations/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	var begins []string
	for _, file := range files {
		text, err := fs.ReadFile(tree, file)
		if err != nil {
			t.Fatal(err)
		}
		begins = append(begins, string(text))
	}
	for _, row := range []string{
		"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15", "R16", "R17", "R18", "R19", "R20", "R21", "S2", "S4",
		"T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "P0", "P1", "P2", "P3", "P5",
	} {
		if !slices.ContainsFunc(begins, func(text string) bool {
			return strings.HasPrefix(text, "# "+row+":") || strings.HasPrefix(text, "# "+row+",")
		}) {
			t.Errorf("no conversation begins with the row %s", row)
		}
	}
}
