package demo

// The steps; the package's comment says what each is given and answers.
const (
	CreateGroup    = "create-group"
	CreateNetwork  = "create-network"
	CreateIdentity = "create-identity"
	CreateScaleSet = "create-scale-set"
	AddIdentity    = "add-identity"
	AssignRole     = "assign-role"
	RemoveIdentity = "remove-identity"
	MachineToken   = "machine-token"
	ReadScaleSet   = "read-scale-set"
	VerifyToken    = "verify-token"
)

// The variables of steps, beside those that tell of the server.
const (
	VarGroup       = "AZIMUTH_DEMO_GROUP"
	VarLocation    = "AZIMUTH_DEMO_LOCATION"
	VarScaleSet    = "AZIMUTH_DEMO_SCALE_SET"
	VarNetwork     = "AZIMUTH_DEMO_NETWORK"
	VarSubnet      = "AZIMUTH_DEMO_SUBNET"
	VarSubnetID    = "AZIMUTH_DEMO_SUBNET_ID"
	VarIdentity    = "AZIMUTH_DEMO_IDENTITY"
	VarIdentityID  = "AZIMUTH_DEMO_IDENTITY_ID"
	VarPrincipalID = "AZIMUTH_DEMO_PRINCIPAL_ID"
	VarRole        = "AZIMUTH_DEMO_ROLE"
	VarScope       = "AZIMUTH_DEMO_SCOPE"
	VarResource    = "AZIMUTH_DEMO_RESOURCE"
	VarClientID    = "AZIMUTH_DEMO_CLIENT_ID"
	VarToken       = "AZIMUTH_DEMO_TOKEN"
	VarProxy       = "HTTP_PROXY"
)

// Group is the result of create-group.
type Group struct {
	ID       string `json:"id"`
	Location string `json:"location"`
}

// Network is the result of create-network.
type Network struct {
	ID       string `json:"id"`
	SubnetID string `json:"subnetId"`
}

// Identity is the result of create-identity, and an entry of a scale set's.
type Identity struct {
	ID          string `json:"id"`
	PrincipalID string `json:"principalId"`
	ClientID    string `json:"clientId"`
}

// ScaleSet is the result of the steps that change the scale set.
type ScaleSet struct {
	ID           string     `json:"id"`
	UpgradeMode  string     `json:"upgradeMode"`
	Capacity     int        `json:"capacity"`
	IdentityType string     `json:"identityType"`
	PrincipalID  string     `json:"principalId"`
	UserAssigned []Identity `json:"userAssigned"`
}

// Assignment is the result of assign-role.
type Assignment struct {
	ID               string `json:"id"`
	RoleDefinitionID string `json:"roleDefinitionId"`
	PrincipalID      string `json:"principalId"`
	Scope            string `json:"scope"`
}

// Token is the result of machine-token; one of its members is set.
type Token struct {
	Token string `json:"token,omitempty"`
	Error string `json:"error,omitempty"`
}

// Read is the result of read-scale-set.
type Read struct {
	Status  int    `json:"status"`
	Name    string `json:"name,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

// Verification is the result of verify-token.
type Verification struct {
	Verified bool   `json:"verified"`
	KeyID    string `json:"keyId,omitempty"`
	Issuer   string `json:"issuer,omitempty"`
	ObjectID string `json:"objectId,omitempty"`
	Error    string `json:"error,omitempty"`
}
