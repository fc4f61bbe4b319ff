package directory

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// User is a person of the tenant. It has no password: people sign in with
// one-time codes.
type User struct {
	ID                string    `json:"id"` // object id, a GUID
	UserPrincipalName string    `json:"userPrincipalName"`
	DisplayName       string    `json:"displayName"`
	MailNickname      string    `json:"mailNickname"`
	AccountEnabled    bool      `json:"accountEnabled"`
	Created           time.Time `json:"createdDateTime"`
	// SessionsValidFrom ends every sign-in from before it.
	SessionsValidFrom time.Time `json:"signInSessionsValidFromDateTime,omitzero"`
	// MemberOf are the object ids of the groups of which the user is a member itself.
	MemberOf []string `json:"memberOf,omitempty"`
	// Members are properties that are kept for those who read them: surname, jobTitle.
	Members map[string]json.RawMessage `json:"members,omitempty"`
}

// UserKind is the document kind of users.
const UserKind = "directory/user"

// UserKey is the store key of the user with this object id.
func UserKey(id string) string { return "/directory/users/" + id }

// Document is the user's stored form.
func (u User) Document() resource.Document {
	return resource.Document{
		Key:  UserKey(u.ID),
		Kind: UserKind,
		Body: mustJSON(u),
		Indexes: slices.Concat(
			unique("userPrincipalName", u.UserPrincipalName),
			indexed("displayName", u.DisplayName),
			indexed("mailNickname", u.MailNickname),
			memberships(u.MemberOf),
		),
	}
}

// ParseUser reads a stored user.
func ParseUser(d resource.Document) (User, error) {
	var u User
	if err := json.Unmarshal(d.Body, &u); err != nil {
		return u, fmt.Errorf("directory: %s: %w", d.Key, err)
	}
	return u, nil
}

// check holds a user to the limits that Microsoft Graph's reference gives.
func (u User) check() error {
	if err := checkName("User", u.DisplayName); err != nil {
		return err
	}
	if err := checkNickname("User", u.MailNickname); err != nil {
		return err
	}
	if u.UserPrincipalName == "" {
		return required("userPrincipalName", "User")
	}
	alias, domain, _ := strings.Cut(u.UserPrincipalName, "@")
	if alias == "" || len(alias) > 64 || !isDomain(domain) || strings.ContainsFunc(alias, noNameRune) {
		return invalid("userPrincipalName", "Property userPrincipalName is invalid.")
	}
	return nil
}

// isDomain reports whether a text has the form of a domain's name.
func isDomain(text string) bool {
	for label := range strings.SplitSeq(text, ".") {
		if label == "" || strings.ContainsFunc(label, func(c rune) bool {
			return c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z')
		}) {
			return false
		}
	}
	return len(text) <= 255
}

// noNameRune reports whether a character is none of those that the name of a
// user before the '@' may have.
func noNameRune(c rune) bool {
	return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && !strings.ContainsRune("'.-_!#^~+", c)
}
