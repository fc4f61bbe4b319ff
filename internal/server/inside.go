package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/httpkept"
	"github.com/azimuthid/azimuth/internal/seed"
)

// inside asks a server that listens to nobody, as its administrator, by the
// requests that a client would send.
type inside struct {
	server         *Server
	manager, graph string // tokens
}

func (s *Server) newInside(ctx context.Context) (*inside, error) {
	in := &inside{server: s}
	var err error
	if in.manager, err = in.signIn(ctx, s.Environment().ResourceManager); err != nil {
		return nil, err
	}
	in.graph, err = in.signIn(ctx, s.Environment().Graph)
	return in, err
}

func (in *inside) signIn(ctx context.Context, audience string) (string, error) {
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {in.server.admin.ClientID}, "client_secret": {in.server.admin.ClientSecret},
		"scope": {audience + "/.default"},
	}
	answer, err := in.send(ctx, http.MethodPost, "/"+in.server.tenant.TenantID+"/oauth2/v2.0/token", "", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	return document.String(answer, "access_token"), err
}

// Subscription is the id of the server's subscription.
func (in *inside) Subscription() string { return "/subscriptions/" + in.server.tenant.SubscriptionID }

// Domain is the domain of the tenant.
func (in *inside) Domain() string { return tenantDomain }

// Manager sends a request to Resource Manager.
func (in *inside) Manager(ctx context.Context, method, path string, body any) (any, error) {
	return in.sendJSON(ctx, method, path, in.manager, body)
}

// Graph sends a request to Microsoft Graph; path begins behind the version.
func (in *inside) Graph(ctx context.Context, method, path string, body any) (any, error) {
	return in.sendJSON(ctx, method, "/graph/v1.0"+path, in.graph, body)
}

func (in *inside) sendJSON(ctx context.Context, method, path, token string, body any) (any, error) {
	var content io.Reader = http.NoBody
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(text)
	}
	return in.send(ctx, method, path, token, "application/json", content)
}

// nowhere is the address under which the server is asked, whatever its port is:
// deployments keep it.
const nowhere = "https://localhost"

func (in *inside) send(ctx context.Context, method, path, token, form string, body io.Reader) (any, error) {
	request, err := http.NewRequestWithContext(ctx, method, nowhere+path, body)
	if err != nil {
		return nil, err
	}
	// Only what a server has of a request that arrived.
	request.RequestURI = request.URL.RequestURI()
	request.RemoteAddr = net.JoinHostPort("127.0.0.1", "0")
	request.Header.Set("Content-Type", form)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	kept := httpkept.New()
	in.server.fronts.https.ServeHTTP(kept, request)
	var answer any
	if kept.Body.Len() > 0 {
		if answer, err = document.Read(kept.Body.Bytes()); err != nil {
			return nil, fmt.Errorf("%s %s: %w", method, path, err)
		}
	}
	if kept.Status/100 != 2 {
		return nil, &seed.RefusedError{Status: kept.Status, Code: document.String(answer, "error.code"), Message: document.String(answer, "error.message"), Answer: answer}
	}
	return answer, nil
}
