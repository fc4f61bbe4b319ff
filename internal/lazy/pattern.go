// Package lazy holds regular expressions that are compiled when they are first
// used: those of a whole program would take longer than the start of most of its
// commands.
package lazy

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression. It may be used from many goroutines.
type Pattern struct{ compiled func() *regexp.Regexp }

// NewPattern is the pattern of a text in Go's syntax. A wrong text panics at the first use.
func NewPattern(text string) Pattern {
	return Pattern{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })}
}

// MatchString reports whether the text has a match.
func (p Pattern) MatchString(s string) bool { return p.compiled().MatchString(s) }

// FindString is the first match, or "".
func (p Pattern) FindString(s string) string { return p.compiled().FindString(s) }

// ReplaceAllString replaces all matches.
func (p Pattern) ReplaceAllString(s, by string) string { return p.compiled().ReplaceAllString(s, by) }

// String is the expression's text.
func (p Pattern) String() string { return p.compiled().String() }
