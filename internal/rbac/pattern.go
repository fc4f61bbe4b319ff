package rbac

import (
	"bytes"
	"strings"
)

// pattern is one compiled entry of a role's actions. Case does not matter, and
// a star stands for any run of characters, slashes included.
//
// A star that stands alone between two slashes may also stand for nothing,
// together with one of the slashes: "X/*/Y" matches "X/Y". Azure documents no
// such rule, but its built-in role Managed Identity Operator grants
// "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action" and
// thereby passes the check that Resource Manager makes for
// "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action". The roles
// that see machines and vaults by ".../virtualMachines/*/read" and
// ".../vaults/*/read" alone tell the same.
type pattern struct {
	text string // as the role's author wrote it
	// A pattern without stars has only first; otherwise first and last are
	// what stands before the first star and after the last one.
	first, last string
	stars       bool
	middle      []part // between the stars, in order
	lastSlack   int
}

// part is a literal between two stars.
type part struct {
	text []byte
	// slack is 1 where the part begins with the slash with which the one
	// before it ends: both may be the same slash of the action.
	slack int
}

func compilePattern(text string) pattern {
	pieces := strings.Split(string(appendLower(nil, text)), "*")
	p := pattern{text: text, first: pieces[0], stars: len(pieces) > 1}
	if !p.stars {
		return p
	}
	last := len(pieces) - 1
	before := p.first
	for _, piece := range pieces[1:last] {
		if piece == "" {
			continue // a run of stars is one star
		}
		p.middle = append(p.middle, part{text: []byte(piece), slack: slack(before, piece)})
		before = piece
	}
	p.last, p.lastSlack = pieces[last], slack(before, pieces[last])
	return p
}

func slack(before, after string) int {
	if strings.HasSuffix(before, "/") && strings.HasPrefix(after, "/") {
		return 1
	}
	return 0
}

// match reports whether the pattern covers the action, which is in lower case.
// Taking the leftmost place for each literal leaves the most for the rest, so
// no other place need be tried.
func (p *pattern) match(action []byte) bool {
	if !p.stars {
		return string(action) == p.first
	}
	if len(action) < len(p.first) || string(action[:len(p.first)]) != p.first {
		return false
	}
	at := len(p.first)
	for _, m := range p.middle {
		from := at - m.slack
		found := bytes.Index(action[from:], m.text)
		if found < 0 {
			return false
		}
		at = from + found + len(m.text)
	}
	end := len(action) - len(p.last)
	return end >= at-p.lastSlack && string(action[end:]) == p.last
}

// appendLower appends s with its ASCII letters in lower case; actions have no others.
func appendLower(b []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}
