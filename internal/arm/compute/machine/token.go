package machine

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Metadata asks the metadata service as a machine; imds.Handler does.
type Metadata interface {
	// Ask is the status and the JSON body of the answer to the machine with this
	// handle when it asks for a token with the query.
	Ask(ctx context.Context, handle string, query url.Values) (status int, body []byte)
}

// Tokens are the actions about the tokens of machines.
type Tokens struct {
	// Handles names the machines to their metadata service, which Metadata is.
	Handles  identity.Handles
	Metadata Metadata
}

// Connect is the action by which whoever may run code on a machine learns how to
// be that machine to its metadata service. Azure has no such action; there one
// would run a command on the machine.
func (t Tokens) Connect() arm.Action {
	return arm.Action{Name: "connect", Display: "Connect to", AtOnce: true, Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		handle, err := t.handleOf(ctx, c)
		if err != nil {
			return nil, err
		}
		return arm.JSON(http.StatusOK, map[string]any{"handle": handle}), nil
	}}
}

// handleOf is how the machine of a call is called at the metadata service.
func (t Tokens) handleOf(ctx context.Context, c *arm.Call) (string, error) {
	record, err := c.Load(ctx)
	if err != nil {
		return "", err
	}
	properties, err := document.Read(record.Properties)
	if err != nil {
		return "", err
	}
	return t.Handles.Of(document.String(properties, "vmId")), nil
}

// tokenVersion is the api-version in which the metadata service is asked.
const tokenVersion = "2018-02-01"

// Inspect is the action that shows what a machine gets when it asks for a
// token. It gives the token's claims and neither the token nor the machine's
// handle: who looks learns what the machine may do, and cannot be it. Azure has
// no such action; there one would run a command on the machine.
func (t Tokens) Inspect() arm.Action {
	return arm.Action{Name: "inspectToken", Display: "Inspect a token of", AtOnce: true, Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
		query, err := readTokenQuery(c)
		if err != nil {
			return nil, err
		}
		handle, err := t.handleOf(ctx, c)
		if err != nil {
			return nil, err
		}
		status, body := t.Metadata.Ask(ctx, handle, query)
		var answered map[string]any
		if err := json.Unmarshal(body, &answered); err != nil {
			return nil, err
		}
		shown := map[string]any{"status": status, "query": query.Encode()}
		if token := document.String(answered, "access_token"); token != "" {
			delete(answered, "access_token")
			if shown["header"], shown["claims"], err = readToken(token); err != nil {
				return nil, err
			}
		}
		shown["answer"] = answered
		return arm.JSON(http.StatusOK, shown), nil
	}}
}

// selectors are the members of the body that choose an identity, as the metadata
// service calls them.
var selectors = map[string]string{"clientId": "client_id", "objectId": "object_id", "resourceId": "msi_res_id"}

// readTokenQuery is the question to the metadata service, from the body.
func readTokenQuery(c *arm.Call) (url.Values, error) {
	body, err := c.ReadObject()
	if err != nil {
		return nil, err
	}
	audience := document.String(body, "resource")
	if audience == "" {
		return nil, &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Target: "resource", Message: "The member 'resource' must name what the token is for, such as 'https://management.azure.com/'."}
	}
	query := url.Values{"api-version": {tokenVersion}, "resource": {audience}}
	for member, name := range selectors {
		if value := document.String(body, member); value != "" {
			query.Set(name, value)
		}
	}
	return query, nil
}

// readToken is what a token says: its header and its claims.
func readToken(token string) (header, claims map[string]any, err error) {
	parts := strings.Split(token, ".")
	for i, into := range []*map[string]any{&header, &claims} {
		if i >= len(parts) {
			break
		}
		text, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			return nil, nil, err
		}
		if err := json.Unmarshal(text, into); err != nil {
			return nil, nil, err
		}
	}
	return header, claims, nil
}
