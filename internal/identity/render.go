package identity

import (
	"bytes"
	"encoding/json"
)

// Render is the identity member of a response, or nil where nothing is
// assigned: Azure leaves the member out then. With ids, the user-assigned
// identities are the array of api-versions up to 2017-12-01, else the map of
// 2018-06-01 and later.
func (a Assigned) Render(tenantID string, ids bool) json.RawMessage {
	if a.IsNone() {
		return nil
	}
	var b bytes.Buffer
	b.WriteString(`{"type":`)
	write(&b, a.Type())
	if a.System != nil {
		b.WriteString(`,"principalId":`)
		write(&b, a.System.PrincipalID)
		b.WriteString(`,"tenantId":`)
		write(&b, tenantID)
	}
	switch {
	case len(a.User) == 0:
	case ids:
		a.renderArray(&b)
	default:
		a.renderMap(&b)
	}
	b.WriteByte('}')
	return b.Bytes()
}

func (a Assigned) renderArray(b *bytes.Buffer) {
	b.WriteString(`,"identityIds":[`)
	for i, user := range a.User {
		if i > 0 {
			b.WriteByte(',')
		}
		write(b, user.ID)
	}
	b.WriteByte(']')
}

func (a Assigned) renderMap(b *bytes.Buffer) {
	b.WriteString(`,"userAssignedIdentities":{`)
	for i, user := range a.User {
		if i > 0 {
			b.WriteByte(',')
		}
		write(b, user.ID)
		if user.PrincipalID == "" {
			b.WriteString(`:{}`)
			continue
		}
		b.WriteString(`:{"principalId":`)
		write(b, user.PrincipalID)
		b.WriteString(`,"clientId":`)
		write(b, user.ClientID)
		b.WriteByte('}')
	}
	b.WriteByte('}')
}

func write(b *bytes.Buffer, text string) {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // strings always have a JSON form
	}
	b.Write(quoted)
}

// Document is the stored form, or nil where nothing is assigned.
func (a Assigned) Document() json.RawMessage {
	if a.IsNone() {
		return nil
	}
	text, err := json.Marshal(a)
	if err != nil {
		panic(err)
	}
	return text
}

// Parse reads the stored form; nothing stored is None.
func Parse(stored json.RawMessage) (Assigned, error) {
	var a Assigned
	if len(stored) == 0 {
		return a, nil
	}
	err := json.Unmarshal(stored, &a)
	return a, err
}
