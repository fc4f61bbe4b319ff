package environ

import (
	"net/url"
	"path/filepath"
	"slices"

	"github.com/azimuthid/azimuth/internal/server"
)

// Var is an environment variable.
type Var struct{ Name, Value string }

// Administrator is what a program needs to work as the administrator, in a way.
// az has a profile of its own for each.
func Administrator(env server.Environment, way Way) []Var {
	found := Cloud(env)
	if way == ByProxy {
		found = Public(env, env.Proxy)
	}
	return slices.Concat(
		[]Var{{"AZURE_CLIENT_ID", env.ClientID}, {"AZURE_CLIENT_SECRET", env.ClientSecret}}, found,
		[]Var{{azConfig, filepath.Join(AzDir(env), string(way))}},
	)
}

// Cloud is what any program needs to find the server as a cloud of its own, and
// to trust it.
func Cloud(env server.Environment) []Var {
	return slices.Concat(tenant(env), []Var{
		{"AZURE_AUTHORITY_HOST", env.Login + "/"},
		{"ARM_CLOUD_METADATA_URL", env.Metadata + "/metadata/endpoints?api-version=2019-05-01"}, // az
	}, addresses(env), trust(env))
}

// addresses are the server's own, for programs that look for Azimuth.
func addresses(env server.Environment) []Var {
	return []Var{
		{"AZIMUTH_RESOURCE_MANAGER", env.ResourceManager},
		{"AZIMUTH_LOGIN", env.Login},
		{"AZIMUTH_GRAPH", env.Graph},
		{"AZIMUTH_METADATA", env.Metadata},
		{"AZIMUTH_PORTAL", env.Portal},
		{"AZIMUTH_PROXY", env.Proxy},
	}
}

func tenant(env server.Environment) []Var {
	return []Var{{"AZURE_TENANT_ID", env.TenantID}, {"AZURE_SUBSCRIPTION_ID", env.SubscriptionID}}
}

func trust(env server.Environment) []Var {
	bundle := Bundle(env)
	return []Var{
		{"SSL_CERT_FILE", bundle},      // Go, OpenSSL, .NET, Ruby
		{"REQUESTS_CA_BUNDLE", bundle}, // Python, az
		{"CURL_CA_BUNDLE", bundle},
		{"NODE_EXTRA_CA_CERTS", env.CAFile},
	}
}

// Machine is how to be a machine.
type Machine struct {
	// ID is the machine's resource id.
	ID string `json:"machine"`
	// IdentityEndpoint and IdentityHeader are for clients that speak the protocol
	// of App Service: all SDKs do.
	IdentityEndpoint string `json:"identityEndpoint"`
	IdentityHeader   string `json:"identityHeader"`
	// AuthorityHost is the origin, with a path, that stands in for http://169.254.169.254.
	AuthorityHost string `json:"authorityHost"`
	// MetadataProxy is the HTTP proxy behind which http://169.254.169.254 is this machine's.
	MetadataProxy string `json:"metadataProxy"`
	// Workload is for the protocol Workload.
	Workload WorkloadIdentity `json:"-"`
}

// MachineOf is how to be the machine with the id, whose handle is known.
func MachineOf(env server.Environment, id, handle string) (Machine, error) {
	proxy, err := url.Parse(env.Metadata)
	if err != nil {
		return Machine{}, err
	}
	// The password means nothing, but Python's clients send no user without one.
	proxy.User = url.UserPassword(handle, "x")
	return Machine{
		ID:               id,
		IdentityEndpoint: env.Metadata + "/msi/token",
		IdentityHeader:   handle,
		AuthorityHost:    env.Metadata + "/vm/" + handle,
		MetadataProxy:    proxy.String(),
	}, nil
}

// Vars are the variables of a program that runs in the machine, beside Cloud's.
//
// MSI_ENDPOINT and MSI_SECRET, an older generation of the same protocol, are not
// among them: every SDK looks at IDENTITY_ENDPOINT first, and clients that know
// only MSI_ENDPOINT (az before MSAL) take it for another protocol.
func (m Machine) Vars() []Var {
	return []Var{
		{"IDENTITY_ENDPOINT", m.IdentityEndpoint},
		{"IDENTITY_HEADER", m.IdentityHeader},
		{"AZURE_POD_IDENTITY_AUTHORITY_HOST", m.AuthorityHost},
		{"AZIMUTH_METADATA_PROXY", m.MetadataProxy},
	}
}

// Environment is what a program that runs in the machine needs, in a way, and for
// a protocol.
func (m Machine) Environment(env server.Environment, way Way, protocol Protocol) []Var {
	var vars []Var
	switch way {
	case ByProxy:
		vars = Public(env, m.MetadataProxy)
		if protocol == Workload {
			vars = append(vars, m.workload(way)...)
		}
	case ByNetwork:
		vars = slices.Concat(m.identity(way, protocol), tenant(env), addresses(env), trust(env))
	default:
		vars = slices.Concat(m.identity(way, protocol), Cloud(env))
	}
	return append(vars, Var{azConfig, m.azDir(env)})
}

// Foreign are the variables that a program in a machine must not inherit: with
// them its SDK would take other credentials than the machine's identity, or
// another source of it.
func Foreign() []string {
	return []string{
		"AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
		"AZURE_CLIENT_SEND_CERTIFICATE_CHAIN", "AZURE_USERNAME", "AZURE_PASSWORD", "AZURE_FEDERATED_TOKEN_FILE",
		"AZURE_TOKEN_CREDENTIALS", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET",
		"MSI_ENDPOINT", "MSI_SECRET", "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT",
		"IMDS_ENDPOINT", "AZURE_AUTHORITY_HOST", "ARM_CLOUD_METADATA_URL", "AZURE_CLOUD_NAME", "DEFAULT_IDENTITY_CLIENT_ID", "AZURE_POD_IDENTITY_AUTHORITY_HOST", "MSAL_MANAGED_IDENTITY_ENDPOINT",
	}
}
