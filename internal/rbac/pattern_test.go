package rbac_test

import (
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/rbac"
)

func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, pattern, action string
		want                  bool
	}{
		{"the same", "Microsoft.Compute/disks/read", "Microsoft.Compute/disks/read", true},
		{"case of the action", "Microsoft.Compute/disks/read", "MICROSOFT.COMPUTE/DISKS/READ", true},
		{"case of the pattern", "Microsoft.Authorization/*/Delete", "microsoft.authorization/locks/delete", true},
		{"literal is whole", "Microsoft.Compute/disks/read", "Microsoft.Compute/disks/readx", false},
		{"literal is not a prefix", "Microsoft.Compute/disks", "Microsoft.Compute/disks/read", false},
		{"everything", "*", "Microsoft.Compute/disks/read", true},
		{"everything, even nothing", "*", "", true},
		{"reads", "*/read", "Microsoft.Compute/disks/read", true},
		{"reads alone", "*/read", "Microsoft.Compute/disks/write", false},
		{"reads are whole segments", "*/read", "Microsoft.Compute/disks/spread", false},
		{"a leading star needs its slash", "*/read", "read", false},
		{"star spans slashes", "Microsoft.Compute/*", "Microsoft.Compute/virtualMachines/extensions/write", true},
		{"trailing star needs its slash", "Microsoft.Compute/*", "Microsoft.Compute", false},
		{"other namespace", "Microsoft.Compute/*", "Microsoft.ComputeFleet/x/read", false},
		{"star between slashes, one segment", "Microsoft.Authorization/*/read", "Microsoft.Authorization/locks/read", true},
		{"star between slashes, more segments", "Microsoft.Authorization/*/read", "Microsoft.Authorization/a/b/read", true},
		{"star between slashes, none", "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action", "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", true},
		{"star between slashes, not in a segment", "a/*/read", "a/spread", false},
		{"star between slashes, not without a slash", "a/*/b", "ab", false},
		{"star beside a slash may not take it", "a/x*/b", "a/b", false},
		{"two stars", "*/virtualMachines/*", "Microsoft.Compute/virtualMachines/start/action", true},
		{"two stars, middle missing", "*/virtualMachines/*", "Microsoft.Compute/disks/read", false},
		{"two stars, both nothing", "a/*/b/*/c", "a/b/c", true},
		{"stars share one slash", "a/*/*/b", "a/b", true},
		{"a run of stars is one", "a/**/b", "a/b", true},
		{"leftmost is not last", "*ab*ab", "xabyab", true},
		{"literals do not overlap", "*ab*ba", "aba", false},
		{"first and last do not overlap", "ab*ba", "aba", false},
		{"empty pattern", "", "a", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := rbac.MatchPattern(test.pattern, test.action); got != test.want {
				t.Errorf("%q matches %q: got %v, want %v", test.pattern, test.action, got, test.want)
			}
		})
	}
}

// naiveMatch is the rule of patterns read off its words, by trial of everything.
func naiveMatch(pattern, action string) bool {
	if pattern == "" {
		return action == ""
	}
	if pattern[0] == '*' {
		return naiveMatch(pattern[1:], action) || action != "" && naiveMatch(pattern, action[1:])
	}
	if rest := strings.TrimLeft(pattern[1:], "*"); pattern[0] == '/' && rest != pattern[1:] && strings.HasPrefix(rest, "/") {
		if naiveMatch(rest, action) {
			return true
		}
	}
	return action != "" && lowerByte(pattern[0]) == lowerByte(action[0]) && naiveMatch(pattern[1:], action[1:])
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func FuzzPattern(f *testing.F) {
	f.Add("Microsoft.Compute/*/read", "microsoft.compute/read")
	f.Add("a/*/*/b", "A/B")
	f.Add("*/b*/**/*c/", "a/b/x/c/")
	f.Add("/*/", "/")
	f.Add("a*a*a", "aa")
	f.Fuzz(func(t *testing.T, pattern, action string) {
		if len(pattern) > 40 || len(action) > 40 || strings.Count(pattern, "*") > 4 {
			t.Skip("the naive matcher takes too long")
		}
		if got, want := rbac.MatchPattern(pattern, action), naiveMatch(pattern, action); got != want {
			t.Errorf("%q matches %q: got %v, want %v", pattern, action, got, want)
		}
	})
}
