package sts

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The portal is a client of ours, a page on our own origin.
const (
	PortalClientID = "41144b91-78ee-4022-bf70-05fa048334dd"
	PortalPath     = "/portal/"
)

// party is a client for which people sign in.
type party struct {
	id   string // a GUID in lower case
	name string
	// family reports that the client shares refresh tokens with its like.
	family bool
	// silent reports that the client gets its codes without a question while the
	// browser has a session.
	silent bool
	// devices reports that the client may sign in by device code and by password.
	devices bool
	// redirects are where codes for it may be sent.
	redirects []redirect
}

// tools are Azure's own programs, which are in every tenant. They take their
// codes on a port of the person's machine; the other addresses that they have in
// Azure are Microsoft's, and no code of ours may go there.
var tools = map[string]string{
	"04b07795-8ddb-461a-bbee-02f9e1bf7b46": "Microsoft Azure CLI",
	"1950a258-227b-4e31-a9cf-717495945fc2": "Microsoft Azure PowerShell",
	"872cd9fa-d31f-45e0-9eab-6e460a02d1f1": "Visual Studio",
	"aebc6443-996d-45c2-90f0-388ff96faa56": "Visual Studio Code",
}

// findParty finds the client with an id, or is the error that there is none.
func (s *Service) findParty(ctx context.Context, x *exchange, id string) (party, error) {
	unknown := unknownApplication.error(shown(id), s.config.Authority.TenantID)
	lower := strings.ToLower(id)
	if lower == PortalClientID {
		return party{
			id: lower, name: "Azimuth portal", silent: true,
			redirects: []redirect{{kind: redirectPage, uri: x.origin + PortalPath}},
		}, nil
	}
	if name, ok := tools[lower]; ok {
		return party{id: lower, name: name, family: true, devices: true, redirects: loopbackRedirects}, nil
	}
	if !resource.IsGUID(id) {
		return party{}, unknown
	}
	r, ok, err := s.register(ctx, lower)
	if err != nil {
		return party{}, err
	}
	if !ok || r.managed {
		return party{}, unknown
	}
	return partyOf(r.application)
}

// partyOf is a registered application as a client.
func partyOf(a directory.Application) (party, error) {
	p := party{id: a.AppID, name: a.DisplayName}
	for _, platform := range []struct {
		member string
		kind   redirectKind
	}{{"web", redirectWeb}, {"spa", redirectPage}, {"publicClient", redirectNative}} {
		var registered struct {
			URIs []string `json:"redirectUris"`
		}
		if text, ok := a.Members[platform.member]; ok {
			if err := json.Unmarshal(text, &registered); err != nil {
				return p, fmt.Errorf("sts: application %s: %s: %w", a.AppID, platform.member, err)
			}
		}
		for _, uri := range registered.URIs {
			p.redirects = append(p.redirects, redirect{kind: platform.kind, uri: uri})
		}
	}
	p.devices = slices.ContainsFunc(p.redirects, func(r redirect) bool { return r.kind == redirectNative })
	if text, ok := a.Members["isFallbackPublicClient"]; ok {
		var public bool
		if err := json.Unmarshal(text, &public); err == nil {
			p.devices = p.devices || public // null is no
		}
	}
	return p, nil
}
