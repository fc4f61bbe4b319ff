package seed

// file is the whole of a seed. Names of members are those of the file.
type file struct {
	Tenant          tenant           `yaml:"tenant"`
	Location        string           `yaml:"location"`
	Users           []user           `yaml:"users"`
	Applications    []application    `yaml:"applications"`
	Groups          []group          `yaml:"groups"`
	RoleDefinitions []roleDefinition `yaml:"roleDefinitions"`
	ResourceGroups  []resourceGroup  `yaml:"resourceGroups"`
	Deployments     []deployment     `yaml:"deployments"`
	RoleAssignments []roleAssignment `yaml:"roleAssignments"`
}

// place is the line at which something begins.
type place struct{ line int }

func (p *place) at(line int) { p.line = line }

// tenant are the ids that a new server has.
type tenant struct {
	place

	ID             string `yaml:"id"`
	SubscriptionID string `yaml:"subscriptionId"`
}

// named is a name, which may stand alone for the whole.
type named struct {
	place

	Name string `yaml:"name"`
}

func (n *named) called(name string) { n.Name = name }

type user struct {
	named `yaml:",inline"`

	ID          string `yaml:"id"`
	DisplayName string `yaml:"displayName"`
	Disabled    bool   `yaml:"disabled"`
}

type application struct {
	named `yaml:",inline"`

	ID                   string                `yaml:"id"`
	AppID                string                `yaml:"appId"`
	PrincipalID          string                `yaml:"principalId"`
	IdentifierURIs       []string              `yaml:"identifierUris"`
	FederatedCredentials []federatedCredential `yaml:"federatedCredentials"`
}

type federatedCredential struct {
	named `yaml:",inline"`

	Issuer    string   `yaml:"issuer"`
	Subject   string   `yaml:"subject"`
	Audiences []string `yaml:"audiences"`
}

type group struct {
	named `yaml:",inline"`

	ID          string   `yaml:"id"`
	Description string   `yaml:"description"`
	Members     []string `yaml:"members"` // principals
}

type roleDefinition struct {
	named `yaml:",inline"`

	ID             string   `yaml:"id"`
	Description    string   `yaml:"description"`
	Actions        []string `yaml:"actions"`
	NotActions     []string `yaml:"notActions"`
	DataActions    []string `yaml:"dataActions"`
	NotDataActions []string `yaml:"notDataActions"`
	Scopes         []string `yaml:"scopes"`
}

type resourceGroup struct {
	named `yaml:",inline"`

	Location   string            `yaml:"location"`
	Tags       map[string]string `yaml:"tags"`
	Identities []identity        `yaml:"identities"`
	Machines   []machine         `yaml:"machines"`
	ScaleSets  []machine         `yaml:"scaleSets"`
}

type identity struct {
	named `yaml:",inline"`

	PrincipalID          string                `yaml:"principalId"`
	ClientID             string                `yaml:"clientId"`
	Tags                 map[string]string     `yaml:"tags"`
	FederatedCredentials []federatedCredential `yaml:"federatedCredentials"`
	Roles                []grant               `yaml:"roles"`
}

// machine is a virtual machine or a scale set.
type machine struct {
	named `yaml:",inline"`

	Identity  []string          `yaml:"identity"` // "system", or user-assigned identities
	Size      string            `yaml:"size"`
	Instances *int              `yaml:"instances"` // of a scale set
	Tags      map[string]string `yaml:"tags"`
	Roles     []grant           `yaml:"roles"` // of the system-assigned identity
}

// grant is a role of what it stands in.
type grant struct {
	place

	Role  string `yaml:"role"`
	Scope string `yaml:"scope"`
}

func (g *grant) called(name string) { g.Role = name }

type roleAssignment struct {
	place

	Role  string `yaml:"role"`
	To    string `yaml:"to"` // a principal
	Scope string `yaml:"scope"`
}

type deployment struct {
	named `yaml:",inline"`

	Group      string `yaml:"resourceGroup"` // "" for the subscription
	Template   any    `yaml:"template"`      // a path, or the template itself
	Parameters any    `yaml:"parameters"`    // a path, or values by name
}
