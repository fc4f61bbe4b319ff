package graph

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// passwordLifetime is how long a secret is valid where the client does not say.
const passwordLifetime = 2 * 365 * 24 * time.Hour

// addPassword makes a secret for an application. This answer is the only place
// where the secret is ever shown.
func (x *exchange) addPassword() (*reply, error) {
	body, err := x.body()
	if err != nil {
		return nil, err
	}
	wanted, _, _ := document.Member(body, "passwordCredential")
	given := resource.IDsOf(x.request.Context()).Secret
	secret, credential := newPassword(x.config.Sources.Next("password", x.request.URL.Path), given, document.String(wanted, "displayName"))
	if credential.Start, err = readTime(wanted, "startDateTime", credential.Start); err != nil {
		return nil, err
	}
	if credential.End, err = readTime(wanted, "endDateTime", credential.Start.Add(passwordLifetime)); err != nil {
		return nil, err
	}
	if !credential.End.After(credential.Start) {
		return nil, badProperty("endDateTime", "Credential lifetime is invalid: it ends before it starts.")
	}
	if err := x.changeApplication(func(a *directory.Application) error {
		if given != "" && !replaced(a, given, credential.DisplayName, credential.Start) {
			return nil
		}
		a.Passwords = append(a.Passwords, credential)
		return nil
	}); err != nil {
		return nil, err
	}
	shown := shownPassword(credential)
	shown["secretText"] = secret
	shown["@odata.context"] = x.context("microsoft.graph.passwordCredential", nil, false)
	return &reply{status: http.StatusOK, body: shown}, nil
}

// newPassword makes a secret, or the credential for one that the program was given.
func newPassword(s resource.Sources, given, displayName string) (secret string, c directory.PasswordCredential) {
	if given == "" {
		return directory.NewPassword(s, displayName, passwordLifetime)
	}
	return given, directory.PasswordOf(s, given, displayName, passwordLifetime)
}

// replaced takes the secrets of a name away, in whose place a given one is to come.
// It reports false where that is there, and good.
func replaced(a *directory.Application, given, displayName string, now time.Time) bool {
	named := func(c directory.PasswordCredential) bool { return c.DisplayName == displayName }
	one := directory.Application{Passwords: slices.DeleteFunc(slices.Clone(a.Passwords), func(c directory.PasswordCredential) bool { return !named(c) })}
	if one.CheckPassword(given, now) == directory.PasswordValid {
		return false
	}
	a.Passwords = slices.DeleteFunc(a.Passwords, named)
	return true
}

// readTime reads a time; where there is none it is the one given.
func readTime(value any, member string, otherwise time.Time) (time.Time, error) {
	found, _, _ := document.Member(value, member)
	if found == nil {
		return otherwise, nil
	}
	text, _ := found.(string)
	read, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return read, badProperty(member, "Cannot convert the literal '%v' to the expected type 'Edm.DateTimeOffset'.", found)
	}
	return read.UTC(), nil
}

// removePassword ends a secret: {"keyId": ...}.
func (x *exchange) removePassword() (*reply, error) {
	body, err := x.body()
	if err != nil {
		return nil, err
	}
	keyID := document.String(body, "keyId")
	return noContent, x.changeApplication(func(a *directory.Application) error {
		at := slices.IndexFunc(a.Passwords, func(c directory.PasswordCredential) bool { return strings.EqualFold(c.KeyID, keyID) })
		if at < 0 {
			return badProperty("keyId", "No password credential found with keyId.")
		}
		a.Passwords = slices.Delete(a.Passwords, at, at+1)
		return nil
	})
}

// changeApplication changes the application that the path names, in one commit.
func (x *exchange) changeApplication(fn func(a *directory.Application) error) error {
	ctx := x.request.Context()
	found, err := applicationEntity.find(ctx, x.directory, x.keys[0])
	if err != nil {
		return err
	}
	return x.directory.Change(ctx, func(c *directory.Change) error {
		d, err := c.Existing(ctx, found.Key, x.keys[0].text)
		if err != nil {
			return err
		}
		a, err := directory.ParseApplication(d)
		if err != nil {
			return err
		}
		if err := fn(&a); err != nil {
			return err
		}
		return c.PutApplication(ctx, a)
	})
}

func shownPassword(c directory.PasswordCredential) map[string]any {
	return map[string]any{
		"customKeyIdentifier": nil,
		"displayName":         orNull(c.DisplayName),
		"endDateTime":         moment(c.End),
		"hint":                c.Hint,
		"keyId":               c.KeyID,
		"secretText":          nil,
		"startDateTime":       moment(c.Start),
	}
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// showPasswords shows an application's secrets, without anything of them but
// their beginnings.
func showPasswords(_ *exchange, o object) any {
	a, err := directory.ParseApplication(o.document())
	if err != nil {
		return []any{}
	}
	shown := make([]any, len(a.Passwords))
	for i, c := range a.Passwords {
		shown[i] = shownPassword(c)
	}
	return shown
}

// readPasswords takes secrets away from an application: those that a list does
// not name. New ones are made by addPassword alone.
func readPasswords(_ *exchange, o object, sent any) (any, error) {
	list, _ := sent.([]any)
	kept := []any{}
	for _, credential := range list {
		keyID := document.String(credential, "keyId")
		at := slices.IndexFunc(document.Array(o.tree, "passwordCredentials"), func(c any) bool {
			return keyID != "" && strings.EqualFold(document.String(c, "keyId"), keyID)
		})
		if at < 0 {
			return nil, badProperty("passwordCredentials", "New password credentials must be generated with service actions.")
		}
		kept = append(kept, document.Array(o.tree, "passwordCredentials")[at])
	}
	return kept, nil
}
