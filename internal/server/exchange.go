package server

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/fault"
)

// The front ends, by the names that metrics and exchanges have for them.
const (
	FrontManager  = fault.ResourceManager
	FrontLogin    = fault.Login
	FrontGraph    = fault.Graph
	FrontMetadata = fault.Metadata
)

// Exchange is a request that a front end got, and how it was answered.
type Exchange struct {
	Time   time.Time // by the server's clock
	Front  string    // one of the Front constants
	Method string
	// Path and Query are the request's; a machine's handle is not in them.
	Path  string
	Query url.Values
	// Machine is the resource id of the machine that asked the metadata service; ""
	// where none did, or none that runs.
	Machine string
	// ObjectID and ClientID are the principal's by whose token Resource Manager or
	// Graph was asked, as far as the token says so; of a request to the token
	// service, ClientID is the one that it names.
	ObjectID, ClientID string
	// Audience is the resource, or the first scope, for which a token was asked.
	Audience string
	// Status is the answer's; 0 where a fault left the caller without one.
	Status int
	// Fault is the id of the fault that met the request at the front end's edge, or "".
	Fault string
}

// asked is the exchange as faults know it.
func (x Exchange) asked() fault.Request {
	return fault.Request{
		Front: x.Front, Method: x.Method, Path: x.Path, Machine: x.Machine,
		ObjectID: x.ObjectID, ClientID: x.ClientID, Audience: x.Audience,
	}
}

// describe tells of a request what is known before it is answered. The body of
// one to the token service is read and put back.
func (e edge) describe(front string, r *http.Request) Exchange {
	x := Exchange{Time: e.sources.Now(), Front: front, Method: r.Method, Path: r.URL.Path, Query: r.URL.Query()}
	switch front {
	case FrontMetadata:
		x.Path, x.Machine = e.asked(r)
		x.Audience = x.Query.Get("resource")
	case FrontLogin:
		form := peekForm(r)
		x.ClientID = form.Get("client_id")
		x.Audience, _, _ = strings.Cut(form.Get("scope"), " ")
		if x.Audience == "" {
			x.Audience = form.Get("resource")
		}
	default:
		x.ObjectID, x.ClientID = bearer(r.Header.Get("Authorization"))
	}
	return x
}

// maxPeek is how much of a form is looked at, in bytes. Assertions are the
// longest that forms hold.
const maxPeek = 64 << 10

// peekForm is the form that a request posts, nil where it is none or longer than
// maxPeek. The request can be read as if nobody had.
func peekForm(r *http.Request) url.Values {
	if r.Method != http.MethodPost || r.Body == nil {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(r.Body, maxPeek))
	rest := r.Body
	var next io.Reader = rest
	if err != nil {
		next = failing{err}
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(text), next), rest}
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return nil
	}
	return form
}

// failing is a body that breaks off.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// bearer is who a token says that it is for. It is not verified: it is noted who
// was said to ask.
func bearer(authorization string) (objectID, clientID string) {
	_, raw, _ := strings.Cut(authorization, " ")
	parts := strings.Split(strings.TrimSpace(raw), ".")
	if len(parts) != 3 {
		return "", ""
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", ""
	}
	var claims struct {
		ObjectID string `json:"oid"`
		AppID    string `json:"appid"` // version 1.0
		Party    string `json:"azp"`   // version 2.0
	}
	if json.Unmarshal(text, &claims) != nil {
		return "", ""
	}
	if claims.AppID == "" {
		claims.AppID = claims.Party
	}
	return claims.ObjectID, claims.AppID
}
