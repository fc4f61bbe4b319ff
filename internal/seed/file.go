package seed

// file is the whole of a seed. Names of members are those of the file; the schema
// says of them what the tags "about" and "schema" have.
type file struct {
	Tenant          tenant           `yaml:"tenant" about:"Ids of a new server; without them they are random."`
	Location        string           `yaml:"location" about:"Where what says nothing else is; westeurope without it."`
	Users           []user           `yaml:"users"`
	Applications    []application    `yaml:"applications" about:"Each has its service principal."`
	Groups          []group          `yaml:"groups"`
	RoleDefinitions []roleDefinition `yaml:"roleDefinitions" about:"Custom roles."`
	ResourceGroups  []resourceGroup  `yaml:"resourceGroups"`
	Deployments     []deployment     `yaml:"deployments" about:"ARM templates, deployed one after another."`
	RoleAssignments []roleAssignment `yaml:"roleAssignments"`
}

// place is the line at which something begins.
type place struct{ line int }

func (p *place) at(line int) { p.line = line }

// tenant are the ids that a new server has.
type tenant struct {
	place

	ID             string `yaml:"id" schema:"guid"`
	SubscriptionID string `yaml:"subscriptionId" schema:"guid"`
}

// named is a name, which may stand alone for the whole.
type named struct {
	place

	Name string `yaml:"name" schema:"required"`
}

func (n *named) called(name string) { n.Name = name }

type user struct {
	named `yaml:",inline"`

	ID          string `yaml:"id" schema:"guid"`
	DisplayName string `yaml:"displayName"`
	Disabled    bool   `yaml:"disabled"`
}

type application struct {
	named `yaml:",inline"`

	ID                   string                `yaml:"id" schema:"guid" about:"Object id of the application itself."`
	AppID                string                `yaml:"appId" schema:"guid" about:"Client id."`
	PrincipalID          string                `yaml:"principalId" schema:"guid" about:"Object id of the service principal."`
	IdentifierURIs       []string              `yaml:"identifierUris"`
	Secrets              []clientSecret        `yaml:"secrets" about:"Client secrets that are known beforehand."`
	FederatedCredentials []federatedCredential `yaml:"federatedCredentials"`
}

// clientSecret is a secret of an application, of which the server keeps a digest alone.
type clientSecret struct {
	place

	Name    string `yaml:"name" schema:"required" about:"What it is called in lists of credentials."`
	Value   string `yaml:"value" about:"The secret, of at least 8 characters. This or fromEnv."`
	FromEnv string `yaml:"fromEnv" about:"Name of a variable in the server's environment that has the secret."`
}

type federatedCredential struct {
	named `yaml:",inline"`

	Issuer    string   `yaml:"issuer"`
	Subject   string   `yaml:"subject"`
	Audiences []string `yaml:"audiences" about:"api://AzureADTokenExchange without it."`
}

type group struct {
	named `yaml:",inline"`

	ID          string   `yaml:"id" schema:"guid"`
	Description string   `yaml:"description"`
	Members     []string `yaml:"members" about:"Principals: user NAME, group NAME, application NAME, identity GROUP/NAME, machine GROUP/NAME, scaleSet GROUP/NAME or an object id."`
}

type roleDefinition struct {
	named `yaml:",inline"`

	ID             string   `yaml:"id" schema:"guid"`
	Description    string   `yaml:"description"`
	Actions        []string `yaml:"actions"`
	NotActions     []string `yaml:"notActions"`
	DataActions    []string `yaml:"dataActions"`
	NotDataActions []string `yaml:"notDataActions"`
	Scopes         []string `yaml:"scopes" about:"Where it can be assigned; the subscription without it."`
}

type resourceGroup struct {
	named `yaml:",inline"`

	Location   string            `yaml:"location"`
	Tags       map[string]string `yaml:"tags"`
	Identities []identity        `yaml:"identities" about:"User-assigned identities."`
	Machines   []machine         `yaml:"machines"`
	ScaleSets  []machine         `yaml:"scaleSets"`
}

type identity struct {
	named `yaml:",inline"`

	PrincipalID          string                `yaml:"principalId" schema:"guid"`
	ClientID             string                `yaml:"clientId" schema:"guid"`
	Tags                 map[string]string     `yaml:"tags"`
	FederatedCredentials []federatedCredential `yaml:"federatedCredentials"`
	Roles                []grant               `yaml:"roles" about:"At the resource group, where they do not say another scope."`
}

// machine is a virtual machine or a scale set.
type machine struct {
	named `yaml:",inline"`

	Identity  []string          `yaml:"identity" about:"system, or user-assigned identities: NAME, GROUP/NAME or a resource id."`
	Size      string            `yaml:"size"`
	Instances *int              `yaml:"instances" about:"Of a scale set alone."`
	Tags      map[string]string `yaml:"tags"`
	Roles     []grant           `yaml:"roles" about:"Of the system-assigned identity."`
}

// grant is a role of what it stands in.
type grant struct {
	place

	Role  string `yaml:"role" schema:"required" about:"A role's name or its GUID."`
	Scope string `yaml:"scope" about:"/, subscription, a resource group's name, an id, or an id beneath the subscription."`
}

func (g *grant) called(name string) { g.Role = name }

type roleAssignment struct {
	place

	Role  string `yaml:"role" schema:"required" about:"A role's name or its GUID."`
	To    string `yaml:"to" schema:"required" about:"A principal, as members of groups are named."`
	Scope string `yaml:"scope" about:"/, subscription, a resource group's name, an id, or an id beneath the subscription."`
}

type deployment struct {
	named `yaml:",inline"`

	Group      string `yaml:"resourceGroup" about:"The subscription without it."`
	Template   any    `yaml:"template" schema:"required" about:"A path, as seen from this file, or the template itself."`
	Parameters any    `yaml:"parameters" about:"A path, or values by name."`
}
