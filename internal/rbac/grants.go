package rbac

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// grant is what evaluation needs of an assignment.
type grant struct {
	key         string // of its document
	id          string // GUID as written
	scope       string // as written
	scopeKey    string
	principal   string // lower case
	role        string // lower case
	conditional bool
}

func grantOf(d resource.Document) (*grant, error) {
	a, err := ParseRoleAssignment(d)
	if err != nil {
		return nil, err
	}
	return &grant{
		key:         d.Key,
		id:          a.ID,
		scope:       a.Scope,
		scopeKey:    a.scopeKey(),
		principal:   strings.ToLower(a.PrincipalID),
		role:        strings.ToLower(a.RoleDefinitionID),
		conditional: a.Condition != "",
	}, nil
}

// grants are one principal's, in order of scopeKey and key. In that order all
// that stand beneath a scope are neighbours, and those above it are found by
// searching for each of its ancestors.
type grants []*grant

func (g *grant) compare(other *grant) int {
	return cmp.Or(strings.Compare(g.scopeKey, other.scopeKey), strings.Compare(g.key, other.key))
}

// with adds g, which gs does not hold, in place.
func (gs grants) with(g *grant) grants {
	at, _ := slices.BinarySearchFunc(gs, g, (*grant).compare)
	return slices.Insert(gs, at, g)
}

// without takes g, which gs holds, away in place.
func (gs grants) without(g *grant) grants {
	at, _ := slices.BinarySearchFunc(gs, g, (*grant).compare)
	return slices.Delete(gs, at, at+1)
}

// at is the grants whose scope is the one with this key.
func (gs grants) at(key string) grants {
	first, _ := slices.BinarySearchFunc(gs, key, func(g *grant, key string) int {
		return strings.Compare(g.scopeKey, key)
	})
	n := 0
	for _, g := range gs[first:] {
		if g.scopeKey != key {
			break
		}
		n++
	}
	return gs[first : first+n]
}

// covering yields the grants whose scope contains the one with this key, or is
// it, from the root downwards.
func (gs grants) covering(key string) iter.Seq[*grant] {
	return func(yield func(*grant) bool) {
		for _, g := range gs.at("/") {
			if !yield(g) {
				return
			}
		}
		for end := 1; end < len(key); {
			next := strings.IndexByte(key[end:], '/')
			if next < 0 {
				end = len(key)
			} else {
				end += next
			}
			for _, g := range gs.at(key[:end]) {
				if !yield(g) {
					return
				}
			}
			end++
		}
	}
}

// beneath yields the grants whose scope stands strictly beneath the one with this key.
func (gs grants) beneath(key string) iter.Seq[*grant] {
	return func(yield func(*grant) bool) {
		first := len(gs.at("/")) // the root sorts before everything beneath it
		if key != "/" {
			first, _ = slices.BinarySearchFunc(gs, key, func(g *grant, key string) int {
				return compareWithSlash(g.scopeKey, key)
			})
		}
		for _, g := range gs[first:] {
			if !resource.KeyWithin(g.scopeKey, key) || !yield(g) {
				return
			}
		}
	}
}

// compareWithSlash compares s with prefix + "/".
func compareWithSlash(s, prefix string) int {
	if len(s) <= len(prefix) {
		return cmp.Or(strings.Compare(s, prefix[:len(s)]), -1)
	}
	return cmp.Or(strings.Compare(s[:len(prefix)], prefix), strings.Compare(s[len(prefix):], "/"))
}
