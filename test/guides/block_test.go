package guides_test

import (
	"regexp"
	"strings"
	"testing"
)

// block is a fenced block of a document.
type block struct {
	line      int    // of its first line of text, from 1
	language  string // "" where there is none
	file      string // whose text it is
	text      string
	following bool // nothing stands between it and the block before
}

// blocks are the fenced blocks of a document, in order.
func blocks(document string) (found []block) {
	var open *block
	apart := true
	for i, line := range strings.SplitAfter(document, "\n") {
		fence, isFence := strings.CutPrefix(strings.TrimRight(line, "\n"), "```")
		switch {
		case isFence && open == nil:
			language, file, _ := strings.Cut(fence, " ")
			open = &block{line: i + 2, language: language, file: file, following: !apart}
		case isFence:
			found, open, apart = append(found, *open), nil, false
		case open != nil:
			open.text += line
		case strings.TrimSpace(line) != "":
			apart = true
		}
	}
	return found
}

// matches reports whether a text is what was expected, in which "..." stands for
// any text, and on a line of its own for any lines.
func matches(text, expected string) bool {
	var pattern strings.Builder
	pattern.WriteString("^")
	for line := range strings.Lines(expected) {
		line = strings.TrimRight(line, " \n")
		if strings.TrimSpace(line) == "..." {
			pattern.WriteString(`(?:.*\n)*`)
			continue
		}
		for i, part := range strings.Split(line, "...") {
			if i > 0 {
				pattern.WriteString(".*")
			}
			pattern.WriteString(regexp.QuoteMeta(part))
		}
		pattern.WriteString(`[ \t]*\n`)
	}
	pattern.WriteString("$")
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return regexp.MustCompile(pattern.String()).MatchString(text)
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	got := blocks("# T\n\n```sh\na\nb\n```\n\n```text\nx\n```\n\nprose\n\n```go a/b.go\npackage b\n```\n")
	want := []block{{4, "sh", "", "a\nb\n", false}, {9, "text", "", "x\n", true}, {15, "go", "a/b.go", "package b\n", false}}
	if len(got) != len(want) {
		t.Fatalf("%d blocks, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("block %d: %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, expected string
		want           bool
	}{
		"the same":            {"a\nb\n", "a\nb\n", true},
		"no end of line":      {"a", "a\n", true},
		"another":             {"a\n", "b\n", false},
		"a line more":         {"a\nb\n", "a\n", false},
		"a line less":         {"a\n", "a\nb\n", false},
		"any text":            {"id 5 ok\n", "id ... ok\n", true},
		"any text, then less": {"id 5\n", "id ... ok\n", false},
		"any lines":           {"a\nb\nc\nd\n", "a\n...\nd\n", true},
		"no line is any":      {"a\nd\n", "a\n...\nd\n", true},
		"no pattern":          {"axb\n", "a.b\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := matches(c.text, c.expected); got != c.want {
				t.Error(got)
			}
		})
	}
}
