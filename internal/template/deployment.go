package template

import (
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Deployment is everything that a template is expanded with.
type Deployment struct {
	Name       string
	Mode       string      // "Incremental" or "Complete"
	Scope      resource.ID // a resource group, a subscription, a management group or the tenant
	Location   string      // of the deployment itself; "" in a resource group
	Template   *Template
	Parameters *Parameters // as given; nil for none
	TenantID   string
	// TemplateLink is where the template came from, for deployment(); nil where
	// it was sent with the deployment.
	TemplateLink *Link

	// What subscription(), resourceGroup(), managementGroup(), tenant(),
	// deployer() and environment() return. Those that the scope does not have are nil.
	Subscription    map[string]any
	ResourceGroup   map[string]any
	ManagementGroup map[string]any
	Tenant          map[string]any
	Deployer        map[string]any
	Environment     map[string]any

	Now     time.Time     // what utcNow() shows
	NewGUID func() string // what newGuid() returns

	// Providers tells the API versions, newest first, and locations of a type,
	// which is given without its namespace; ok is false for a type that is not known.
	Providers func(namespace, resourceType string) (versions, locations []string, ok bool)

	// Secrets reads parameters given as a reference to a key vault; nil refuses them.
	Secrets SecretResolver
	// Links reads linked templates and parameter files; nil refuses them.
	Links LinkResolver
}

// SecretResolver reads the secrets of key vaults that parameter files refer to.
type SecretResolver interface {
	Secret(vaultID, name, version string) (string, error)
}

// Link is a templateLink or parametersLink as written.
type Link struct {
	URI, RelativePath, ID, QueryString, ContentVersion string
	// Base is where the template with the link came from, for relative paths; nil
	// where it was sent with the deployment.
	Base *Link
}

// LinkResolver reads linked templates and parameter files.
type LinkResolver interface {
	Read(Link) ([]byte, error)
}
