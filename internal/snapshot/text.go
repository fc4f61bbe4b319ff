package snapshot

import (
	"fmt"
	"io"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// WriteText writes a difference for people: a line for each document that came
// ("+"), went ("-") or changed ("~"), and beneath the last a line for each member.
func (d Difference) WriteText(w io.Writer) error {
	var b strings.Builder
	for _, i := range d.Removed {
		fmt.Fprintf(&b, "- %s\n", i.ID)
	}
	for _, i := range d.Added {
		fmt.Fprintf(&b, "+ %s\n", i.ID)
	}
	for _, c := range d.Changed {
		fmt.Fprintf(&b, "~ %s\n", c.ID)
		for _, m := range c.Members {
			switch {
			case m.Before == nil:
				fmt.Fprintf(&b, "    + %s: %s\n", m.Path, short(m.After))
			case m.After == nil:
				fmt.Fprintf(&b, "    - %s: %s\n", m.Path, short(m.Before))
			default:
				fmt.Fprintf(&b, "    ~ %s: %s -> %s\n", m.Path, short(m.Before), short(m.After))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// shortened is the most of a value that people are shown, in characters.
const shortened = 120

func short(value any) string {
	text := []rune(string(document.Write(value)))
	if len(text) > shortened {
		return string(text[:shortened]) + "..."
	}
	return string(text)
}
