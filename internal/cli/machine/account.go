package machine

import (
	"fmt"
	"regexp"
	"strings"
)

// Account is a service account, as Kubernetes has them.
type Account struct{ Namespace, Name string }

const accountSubject = "system:serviceaccount:"

// Subject is by what federated credentials know the account.
func (a Account) Subject() string { return accountSubject + a.Namespace + ":" + a.Name }

// ReadAccount reads namespace/name; the server holds the names to their rules.
func ReadAccount(text string) (Account, error) {
	namespace, name, found := strings.Cut(text, "/")
	if !found || namespace == "" || name == "" || strings.ContainsAny(name, "/:") || strings.Contains(namespace, ":") {
		return Account{}, fmt.Errorf("%q is no service account: give it as namespace/name", text)
	}
	return Account{namespace, name}, nil
}

// accountOf reads a subject; false where it is that of no service account.
func accountOf(subject string) (Account, bool) {
	rest, isAccount := strings.CutPrefix(subject, accountSubject)
	namespace, name, found := strings.Cut(rest, ":")
	return Account{namespace, name}, isAccount && found
}

// defaultAccount is the account of a machine: of its name, what such names may have.
func defaultAccount(name string) Account {
	name = strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(name), "-"), "-")
	if name == "" {
		name = "machine"
	}
	return Account{"default", name}
}
