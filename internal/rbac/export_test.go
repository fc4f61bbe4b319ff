package rbac

// MatchPattern matches one pattern against one action, for tests of matching alone.
func MatchPattern(text, action string) bool {
	p := compilePattern(text)
	return p.match(appendLower(nil, action))
}
