package signin

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Why a secret is not taken.
var (
	// ErrUnknown is for what was never given out, or so long ago that it is forgotten.
	ErrUnknown = errors.New("signin: unknown")
	// ErrExpired is for what was good once.
	ErrExpired = errors.New("signin: expired")
	// ErrUsed is for what may be used once and was.
	ErrUsed = errors.New("signin: used before")
	// ErrRevoked is for what its user's, or the session's, end has taken away.
	ErrRevoked = errors.New("signin: revoked")
	// ErrOtherClient is for what another client was given.
	ErrOtherClient = errors.New("signin: given to another client")
)

// Book keeps the secrets of one tenant. It may be used from many goroutines.
type Book struct {
	store     resource.Store
	directory directory.Directory
	sources   resource.Sources
	guesses   throttle
	devices   throttle

	mu sync.Mutex
	// polls are when device codes were last asked about: this process's own memory.
	polls map[string]time.Time
}

// New makes a Book over a store.
func New(store resource.Store, sources resource.Sources) *Book {
	return &Book{
		store:     store,
		directory: directory.Directory{Store: store, Sources: sources},
		sources:   sources,
		guesses:   throttle{most: maxGuesses, every: guessEvery},
		devices:   throttle{most: maxDevices, every: deviceEvery},
		polls:     make(map[string]time.Time),
	}
}

// kind is what a secret is for.
type kind string

const (
	passcodes kind = "passcode"
	codes     kind = "code"
	devices   kind = "device"
	refreshes kind = "refresh"
	sessions  kind = "session"
)

// Kinds is how the kinds of all documents of this package begin.
const Kinds = "signin/"

func (k kind) document() string { return Kinds + string(k) }

// key is the store key of a secret.
func (k kind) key(secret string) string {
	digest := sha256.Sum256([]byte(secret))
	return "/signin/" + string(k) + "/" + hex.EncodeToString(digest[:])
}

// kept is what the documents of all kinds have in common.
type kept struct {
	Expires time.Time `json:"expires"`
}

// remember puts a value under a secret.
func (k kind) remember(secret string, value any, indexes ...resource.Index) resource.Document {
	return k.at(k.key(secret), value, indexes...)
}

func (k kind) at(key string, value any, indexes ...resource.Index) resource.Document {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err) // texts and times
	}
	return resource.Document{Key: key, Kind: k.document(), Body: body, Indexes: indexes}
}

// recall reads what stands under a secret: ErrUnknown for nothing, and
// ErrExpired for what is no longer good, of which the value is read too.
func (b *Book) recall(ctx context.Context, k kind, secret string, into any) (resource.Document, error) {
	if secret == "" {
		return resource.Document{}, ErrUnknown
	}
	d, err := b.store.Get(ctx, k.key(secret))
	if errors.Is(err, resource.ErrNotFound) {
		return d, ErrUnknown
	}
	if err != nil {
		return d, err
	}
	return d, b.read(d, into)
}

func (b *Book) read(d resource.Document, into any) error {
	var k kept
	if err := errors.Join(json.Unmarshal(d.Body, &k), json.Unmarshal(d.Body, into)); err != nil {
		return fmt.Errorf("signin: %s: %w", d.Key, err)
	}
	if !b.sources.Now().Before(k.Expires) {
		return ErrExpired
	}
	return nil
}

// replace writes a document where it is still as it was read; ErrUsed where it is not.
func (b *Book) replace(ctx context.Context, old resource.Document, puts ...resource.Document) error {
	return b.commit(ctx, resource.Batch{Checks: []resource.Check{{Key: old.Key, Revision: old.Revision}}, Puts: puts})
}

// take removes a document where it is still as it was read; ErrUsed where it is not.
func (b *Book) take(ctx context.Context, old resource.Document, puts ...resource.Document) error {
	return b.commit(ctx, resource.Batch{Checks: []resource.Check{{Key: old.Key, Revision: old.Revision}}, Puts: puts, Deletes: []string{old.Key}})
}

func (b *Book) commit(ctx context.Context, batch resource.Batch) error {
	_, err := b.store.Update(ctx, batch)
	if errors.Is(err, resource.ErrConflict) {
		return ErrUsed
	}
	return err
}

// secret is a new one of 256 bits.
func (b *Book) secret() string { return base64.RawURLEncoding.EncodeToString(b.sources.Bytes(32)) }

// letters are those of codes that people type: no vowels, so that no words
// arise, and nothing that looks like a digit.
const letters = "BCDFGHJKLMNPQRSTVWXZ"

// typed is a new code of n letters, each with 4.3 bits.
func (b *Book) typed(n int) string {
	var code strings.Builder
	for code.Len() < n {
		// The bytes above the last multiple would favour the first letters.
		if drawn := int(b.sources.Bytes(1)[0]); drawn < 256/len(letters)*len(letters) {
			code.WriteByte(letters[drawn%len(letters)])
		}
	}
	return code.String()
}

// plain is a typed code as it was made: people add dashes and blanks, and type
// small letters.
func plain(code string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", " ", "", "\t", "").Replace(code))
}

// tidyBatch is how many documents one commit of Tidy removes.
const tidyBatch = 500

// forgotten is how long after its end a secret is still told from an unknown one.
const forgotten = time.Hour

// Tidy removes what has long expired.
func (b *Book) Tidy(ctx context.Context) error {
	before := b.sources.Now().Add(-forgotten)
	for _, k := range []kind{passcodes, codes, devices, refreshes, sessions} {
		documents, _, err := b.store.List(ctx, resource.Query{Kind: k.document()})
		if err != nil {
			return err
		}
		var old []string
		for _, d := range documents {
			var end kept
			if err := json.Unmarshal(d.Body, &end); err != nil {
				return fmt.Errorf("signin: %s: %w", d.Key, err)
			}
			if end.Expires.Before(before) {
				old = append(old, d.Key)
			}
		}
		for len(old) > 0 {
			n := min(len(old), tidyBatch)
			if _, err := b.store.Update(ctx, resource.Batch{Deletes: old[:n]}); err != nil {
				return err
			}
			old = old[n:]
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for device, at := range b.polls {
		if at.Before(before) {
			delete(b.polls, device)
		}
	}
	return nil
}
