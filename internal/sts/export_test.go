package sts

// ReadAssertion is what fuzzing needs of the parser: the three claims that it
// promises to have read.
func ReadAssertion(raw string) (issuer, subject string, audiences int, err error) {
	a, err := readAssertion(raw)
	return a.claims.Issuer, a.claims.Subject, len(a.claims.Audience), err
}

// IsLoopbackRedirect reports whether a code of Azure's own tools could be sent there.
func IsLoopbackRedirect(uri string) bool {
	_, _, ok := party{redirects: loopbackRedirects}.redirectTo(uri)
	return ok
}

// ReadScope is what fuzzing needs of the reader of scopes.
func ReadScope(scope string) (audience, shown string, err error) {
	w, err := wantOfScope(scope)
	if err != nil {
		return "", "", err
	}
	return w.audience, w.shown(false), nil
}
