package template_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/template"
)

// temporary: fills sections whose text is just "?".
func TestZZUpdate(t *testing.T) {
	if os.Getenv("FILL") == "" {
		t.Skip()
	}
	files, _ := filepath.Glob("testdata/*.txt")
	for _, file := range files {
		text, _ := os.ReadFile(file)
		lines := strings.SplitAfter(string(text), "\n")
		out := append([]string{}, lines...)
		for _, c := range readCases(t, file) {
			d, err := c.deployment(t)
			var plan *template.Plan
			if err == nil {
				plan, err = template.Expand(d)
			}
			for _, s := range c.sections {
				if strings.TrimSpace(s.text) != "?" {
					continue
				}
				got, ok := c.outcome(t, s.name, plan, err)
				if !ok {
					continue
				}
				if err != nil && s.name != "error" {
					got = describe(err)
				}
				out[s.line] = strings.TrimSpace(got) + "\n"
			}
		}
		os.WriteFile(file, []byte(strings.Join(out, "")), 0o644)
	}
}
