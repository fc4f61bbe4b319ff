package sts

// ReadAssertion is what fuzzing needs of the parser: the three claims that it
// promises to have read.
func ReadAssertion(raw string) (issuer, subject string, audiences int, err error) {
	a, err := readAssertion(raw)
	return a.claims.Issuer, a.claims.Subject, len(a.claims.Audience), err
}
