package imds

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// body builds a JSON object of strings in a fixed order. It leaves room where
// the seconds that a token has left will stand, so that one body serves for as
// long as the token.
type body struct {
	pieces [][]byte
	last   []byte
}

func (b *body) name(name string) {
	if len(b.last) == 0 && len(b.pieces) == 0 {
		b.last = append(b.last, '{')
	} else {
		b.last = append(b.last, ',')
	}
	b.last = strconv.AppendQuote(b.last, name) // names are plain words
	b.last = append(b.last, ':')
}

// text adds a member.
func (b *body) text(name, value string) {
	b.name(name)
	b.last = append(b.last, encode(value)...)
}

// number adds a member that is a number in quotes.
func (b *body) number(name string, value int64) {
	b.text(name, strconv.FormatInt(value, 10))
}

// secondsLeft adds a member whose value stands between this piece and the next.
func (b *body) secondsLeft(name string) {
	b.name(name)
	b.pieces = append(b.pieces, append(b.last, '"'))
	b.last = []byte{'"'}
}

// end is the object in pieces.
func (b *body) end() [][]byte { return append(b.pieces, append(b.last, '}')) }

// metadataBody is the token endpoint's answer in the order of the real service.
// expires_in stands before expires_on: MSAL for .NET reads both into one field
// and the last one wins.
func metadataBody(g granted) [][]byte {
	var b body
	b.text("access_token", g.token.Raw)
	b.text("client_id", g.chosen.ClientID)
	if g.asked.ObjectID != "" {
		b.text("object_id", g.chosen.PrincipalID)
	}
	if g.asked.ResourceID != "" {
		b.text("msi_res_id", g.chosen.UserAssignedID)
	}
	b.secondsLeft("expires_in")
	b.number("expires_on", g.token.ExpiresAt.Unix())
	b.secondsLeft("ext_expires_in")
	b.number("not_before", g.token.NotBefore.Unix())
	b.text("resource", g.resource)
	b.text("token_type", "Bearer")
	return b.end()
}

// appServiceBody is the App Service protocol's answer.
func appServiceBody(g granted) [][]byte {
	var b body
	b.text("access_token", g.token.Raw)
	b.number("expires_on", g.token.ExpiresAt.Unix())
	b.text("resource", g.resource)
	b.text("token_type", "Bearer")
	b.text("client_id", g.chosen.ClientID)
	return b.end()
}

// encode is a value's JSON text, without the escapes that only HTML needs.
func encode(value any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // strings and numbers always have a JSON form
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'})
}
