package sts

import "strings"

// endpoint is one of the addresses that we serve.
type endpoint int

const (
	nowhere endpoint = iota
	configurationV1
	configurationV2
	instanceDiscovery
	keysV1
	keysV2
	tokenV1
	tokenV2
	deviceCodeV1
	deviceCodeV2
	userRealm
	accountsConfiguration
	accountsKeys
	// Pages, which people see.
	authorizeV1
	authorizeV2
	deviceLogin
	logout
	signIn
)

// isToken reports whether programs post forms to the endpoint for secrets.
func (e endpoint) isToken() bool { return e >= tokenV1 && e <= deviceCodeV2 }

// isPage reports whether people see the endpoint in a browser.
func (e endpoint) isPage() bool { return e >= authorizeV1 }

// isV2 reports whether the endpoint speaks version 2.0.
func (e endpoint) isV2() bool { return e == tokenV2 || e == deviceCodeV2 || e == authorizeV2 }

// The names that stand in the place of a tenant's.
const (
	tenantCommon        = "common"
	tenantOrganizations = "organizations"
)

var endpoints = map[string]endpoint{
	".well-known/openid-configuration":      configurationV1,
	"v2.0/.well-known/openid-configuration": configurationV2,
	"discovery/keys":                        keysV1,
	"discovery/v2.0/keys":                   keysV2,
	"oauth2/token":                          tokenV1,
	"oauth2/v2.0/token":                     tokenV2,
	"oauth2/devicecode":                     deviceCodeV1,
	"oauth2/v2.0/devicecode":                deviceCodeV2,
	"oauth2/authorize":                      authorizeV1,
	"oauth2/v2.0/authorize":                 authorizeV2,
	"oauth2/deviceauth":                     deviceLogin,
	"oauth2/logout":                         logout,
	"oauth2/v2.0/logout":                    logout,

	"serviceaccounts/.well-known/openid-configuration": accountsConfiguration,
	"serviceaccounts/openid/v1/jwks":                   accountsKeys,
}

// pages are those that people type: no tenant stands before them.
var pages = map[string]endpoint{
	"devicelogin": deviceLogin,
	"signin":      signIn,
}

// route finds the endpoint of a path and the tenant that it names, in the
// path's case. Paths are compared without regard to case, to repeated slashes
// and to a trailing one.
//
// Everything stands under /adfs/aad too: MSAL asks Microsoft's own hosts about
// an authority that it does not know, unless the authority's first segment is
// "adfs". It then reads the configuration without "/v2.0" and speaks version
// 2.0 all the same. Under a bare /adfs az leaves the tenant out.
func route(path string) (e endpoint, tenant string) {
	segments := segmentsOf(path)
	adfs := len(segments) > 0 && strings.EqualFold(segments[0], "adfs")
	if adfs {
		segments = segments[1:]
		if len(segments) > 0 && strings.EqualFold(segments[0], "aad") {
			segments = segments[1:]
		} else {
			segments = append([]string{tenantOrganizations}, segments...)
		}
	}
	if len(segments) == 1 {
		return pages[strings.ToLower(segments[0])], tenantCommon
	}
	if len(segments) < 3 {
		return nowhere, ""
	}
	tenant = segments[0]
	rest := strings.ToLower(strings.Join(segments[1:], "/"))
	if rest == "discovery/instance" && strings.EqualFold(tenant, tenantCommon) {
		return instanceDiscovery, tenant
	}
	if user, ok := strings.CutPrefix(rest, "userrealm/"); ok && !strings.Contains(user, "/") {
		return userRealm, tenant
	}
	e = endpoints[rest]
	if adfs && e == configurationV1 {
		e = configurationV2
	}
	return e, tenant
}

func segmentsOf(path string) []string {
	segments := make([]string, 0, 8)
	for segment := range strings.SplitSeq(path, "/") {
		if segment != "" {
			segments = append(segments, segment)
		}
	}
	return segments
}
