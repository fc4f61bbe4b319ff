package sts

import (
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/token"
)

// configuration is the OpenID configuration document: the members of Entra's
// that are true here.
type configuration struct {
	TokenEndpoint     string   `json:"token_endpoint"`
	AuthMethods       []string `json:"token_endpoint_auth_methods_supported"`
	Keys              string   `json:"jwks_uri"`
	ResponseModes     []string `json:"response_modes_supported"`
	SubjectTypes      []string `json:"subject_types_supported"`
	Algorithms        []string `json:"id_token_signing_alg_values_supported"`
	ResponseTypes     []string `json:"response_types_supported"`
	Scopes            []string `json:"scopes_supported"`
	Issuer            string   `json:"issuer"`
	RequestURI        bool     `json:"request_uri_parameter_supported"`
	Authorization     string   `json:"authorization_endpoint"`
	DeviceCode        string   `json:"device_authorization_endpoint"`
	Logout            bool     `json:"http_logout_supported"`
	EndSession        string   `json:"end_session_endpoint"`
	Challenges        []string `json:"code_challenge_methods_supported"`
	Claims            []string `json:"claims_supported"`
	TenantRegionScope string   `json:"tenant_region_scope"`
	CloudInstance     string   `json:"cloud_instance_name"`
	CloudGraphHost    string   `json:"cloud_graph_host_name"`
	GraphHost         string   `json:"msgraph_host"`
}

// configuration names the endpoints without the prefix under which it was asked
// for: MSAL takes the first segment of the token endpoint for the tenant.
func (s *Service) configuration(x *exchange) configuration {
	base := x.origin + "/" + x.tenant
	c := configuration{
		TokenEndpoint:     base + "/oauth2/v2.0/token",
		AuthMethods:       []string{"client_secret_post", "private_key_jwt", "client_secret_basic"},
		Keys:              base + "/discovery/v2.0/keys",
		ResponseModes:     []string{"query", "fragment", "form_post"},
		SubjectTypes:      []string{"pairwise"},
		Algorithms:        []string{"RS256"},
		ResponseTypes:     []string{"code"},
		Scopes:            []string{"openid", "profile", "email", "offline_access"},
		Issuer:            s.config.Authority.IssuerV2(),
		Authorization:     base + "/oauth2/v2.0/authorize",
		DeviceCode:        base + "/oauth2/v2.0/devicecode",
		Logout:            true,
		EndSession:        base + "/oauth2/v2.0/logout",
		Challenges:        []string{"S256"},
		Claims:            []string{"sub", "iss", "aud", "exp", "iat", "nbf", "auth_time", "nonce", "preferred_username", "name", "tid", "oid", "ver"},
		TenantRegionScope: "WW",
		CloudInstance:     "microsoftonline.com",
		CloudGraphHost:    "graph.windows.net",
		GraphHost:         "graph.microsoft.com",
	}
	if x.endpoint == configurationV1 {
		c.TokenEndpoint = base + "/oauth2/token"
		c.Keys = base + "/discovery/keys"
		c.Issuer = s.config.Authority.IssuerV1()
		c.Authorization = base + "/oauth2/authorize"
		c.DeviceCode = base + "/oauth2/devicecode"
		c.EndSession = base + "/oauth2/logout"
	}
	return c
}

// keySet is a JWK set (RFC 7517).
type keySet struct {
	Keys []token.PublishedKey `json:"keys"`
}

func (s *Service) keys(x *exchange) keySet {
	published := s.config.Keys.Published()
	if x.endpoint == keysV2 {
		for i := range published {
			published[i].Issuer = s.config.Authority.IssuerV2()
		}
	}
	return keySet{Keys: published}
}

// instances answers which hosts are one cloud.
type instances struct {
	Endpoint string     `json:"tenant_discovery_endpoint"`
	Version  string     `json:"api-version"`
	Metadata []instance `json:"metadata"`
}

type instance struct {
	Network string   `json:"preferred_network"`
	Cache   string   `json:"preferred_cache"`
	Aliases []string `json:"aliases"`
}

var publicCloud = instance{
	Network: "login.microsoftonline.com",
	Cache:   "login.windows.net",
	Aliases: []string{"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"},
}

// instance tells MSAL that the authority it names is real: one on our own
// address, or one of the public cloud's, for which we stand in behind the proxy.
func (s *Service) instance(x *exchange) (any, error) {
	_, own, _ := strings.Cut(x.origin, "://")
	clouds := []instance{publicCloud}
	if !hasFold(publicCloud.Aliases, own) {
		clouds = append(clouds, instance{Network: own, Cache: own, Aliases: []string{own}})
	}
	tenant, version := tenantCommon, "/v2.0"
	if asked := x.request.URL.Query().Get("authorization_endpoint"); asked != "" {
		u, err := url.Parse(asked)
		if err != nil || u.Scheme != "https" || !hasFold(publicCloud.Aliases, u.Host) && !strings.EqualFold(u.Host, own) {
			return nil, unknownInstance.error()
		}
		if segments := segmentsOf(u.Path); len(segments) > 0 {
			known, ok := s.tenant(segments[0])
			if !ok {
				return nil, unknownTenantInDiscovery.error(known)
			}
			tenant = known
		}
		if !strings.Contains(u.Path, "/v2.0/") {
			version = ""
		}
	}
	return instances{
		Endpoint: x.origin + "/" + tenant + version + "/.well-known/openid-configuration",
		Version:  "1.1",
		Metadata: clouds,
	}, nil
}

func hasFold(list []string, s string) bool {
	for _, candidate := range list {
		if strings.EqualFold(candidate, s) {
			return true
		}
	}
	return false
}
