package server_test

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/server/conversation"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// TestConversations holds the conversations of testdata/conversations, each with
// a server of its own. Files whose names begin with R and a number are the rows
// of the documentation's REST requests: each is what a reader of Microsoft's
// articles on managed identities types.
func TestConversations(t *testing.T) {
	t.Parallel()
	tree := os.DirFS("testdata")
	files, err := fs.Glob(tree, "conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, file := range files {
		cases, err := conversation.Read(tree, file)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, c := range cases {
			t.Run(strings.TrimSuffix(path.Base(file), ".txt")+"/"+c.Name, func(t *testing.T) {
				t.Parallel()
				if err := c.Run(servertest.Start(t, nil)); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
