package seed

import "net/http"

// minSecret is how many characters a client secret has at least. Who reads the
// application sees the first three.
const minSecret = 8

// resolve takes the secret from the environment, where it says so. No error has
// anything of a secret.
func (c *clientSecret) resolve(environment func(name string) (string, bool)) error {
	switch {
	case (c.Value == "") == (c.FromEnv == ""):
		return wrongAt(c.line, "a secret needs one of the members value and fromEnv")
	case c.FromEnv != "":
		value, ok := environment(c.FromEnv)
		if !ok || value == "" {
			return wrongAt(c.line, "the variable %s, which is to have the secret %s, is not set", c.FromEnv, c.Name)
		}
		c.Value = value
	}
	if len(c.Value) < minSecret {
		return wrongAt(c.line, "the secret %s has less than %d characters", c.Name, minSecret)
	}
	return nil
}

// secrets gives an application its secrets: what it has by their names goes.
func (a *applying) secrets(id string, secrets []clientSecret) error {
	for _, c := range secrets {
		body := map[string]any{"passwordCredential": map[string]any{"displayName": c.Name}}
		if _, err := a.Graph(a.withSecret(c.Value), http.MethodPost, "/applications/"+id+"/addPassword", body); err != nil {
			return failed(c.line, "secret "+c.Name, err)
		}
	}
	return nil
}
