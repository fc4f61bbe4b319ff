package environ

import (
	"net/url"
	"slices"
)

// secretNames are the variables that are secrets as a whole.
var secretNames = []string{"AZURE_CLIENT_SECRET", "IDENTITY_HEADER"}

// Secrets are the texts in variables that nobody is to read in a log: the
// administrator's secret, and a machine's handle, which addresses have in them, too.
func Secrets(vars []Var) []string {
	var secrets []string
	for _, v := range vars {
		secret := ""
		if slices.Contains(secretNames, v.Name) {
			secret = v.Value
		} else if u, err := url.Parse(v.Value); err == nil && u.User != nil {
			secret = u.User.Username()
		}
		if secret != "" && !slices.Contains(secrets, secret) {
			secrets = append(secrets, secret)
		}
	}
	return secrets
}
