package signin

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	// passcodeLife is how long a one-time code is good.
	passcodeLife = 10 * time.Minute
	// passcodeLetters makes 52 bits.
	passcodeLetters = 12
	passcodeGroup   = 4
)

// passcode is a one-time code: good for one sign-in of one user.
type passcode struct {
	kept
	UserID string `json:"userId"`
}

// NewPasscode makes a one-time code for a user, in groups of four letters, and
// returns it with its end. The caller has decided that whoever holds the code
// may be that user.
func (b *Book) NewPasscode(ctx context.Context, userID string) (code string, expires time.Time, err error) {
	code = b.typed(passcodeLetters)
	p := passcode{kept{b.sources.Now().Add(passcodeLife).UTC()}, userID}
	if _, err := b.store.Update(ctx, resource.Batch{Puts: []resource.Document{passcodes.remember(code, p)}}); err != nil {
		return "", time.Time{}, err
	}
	groups := make([]string, 0, passcodeLetters/passcodeGroup)
	for n := 0; n < len(code); n += passcodeGroup {
		groups = append(groups, code[n:n+passcodeGroup])
	}
	return strings.Join(groups, "-"), p.Expires, nil
}

// ErrWrongPasscode is Prove's answer for a code that is not this user's, or not any more.
var ErrWrongPasscode = errors.New("signin: wrong one-time code")

// ErrDisabled is Prove's answer for a good code of a user who may not sign in.
var ErrDisabled = errors.New("signin: the user is disabled")

// Prove signs a user in, by name and one-time code, and uses the code up. It
// fails with ErrWrongPasscode, ErrDisabled or a *ThrottledError.
func (b *Book) Prove(ctx context.Context, name, code string) (directory.User, Person, error) {
	now := b.sources.Now()
	if err := b.guesses.check(now); err != nil {
		return directory.User{}, Person{}, err
	}
	u, err := b.prove(ctx, name, code)
	if errors.Is(err, ErrWrongPasscode) {
		b.guesses.count(now)
	}
	if err != nil {
		return directory.User{}, Person{}, err
	}
	return u, Person{UserID: u.ID, At: now.UTC(), Methods: []string{"otp"}}, nil
}

func (b *Book) prove(ctx context.Context, name, code string) (directory.User, error) {
	var p passcode
	d, err := b.recall(ctx, passcodes, plain(code), &p)
	if errors.Is(err, ErrUnknown) || errors.Is(err, ErrExpired) {
		return directory.User{}, ErrWrongPasscode
	}
	if err != nil {
		return directory.User{}, err
	}
	found, err := b.store.Get(ctx, directory.UserKey(p.UserID))
	if errors.Is(err, resource.ErrNotFound) {
		return directory.User{}, ErrWrongPasscode
	}
	if err != nil {
		return directory.User{}, err
	}
	u, err := directory.ParseUser(found)
	if err != nil {
		return directory.User{}, err
	}
	if !strings.EqualFold(u.UserPrincipalName, strings.TrimSpace(name)) {
		return directory.User{}, ErrWrongPasscode
	}
	if !u.AccountEnabled {
		return directory.User{}, ErrDisabled
	}
	if err := b.take(ctx, d); errors.Is(err, ErrUsed) {
		return directory.User{}, ErrWrongPasscode
	} else if err != nil {
		return directory.User{}, err
	}
	return u, nil
}
