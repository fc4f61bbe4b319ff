package arm

import (
	"context"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Provider is a namespace of resource types.
type Provider struct {
	Namespace string // such as "Microsoft.Compute"
	// Display is the provider's name for people, in its list of operations.
	Display string
	Types   []*ResourceType
	// Operations are actions that the provider checks and that follow from no
	// type's declaration, such as assign/action.
	Operations []Operation
}

// Operation is one entry of a provider's list of operations.
type Operation struct {
	Name     string // the RBAC action, such as "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"
	Resource string // for people, such as "User Assigned Identities"
	Verb     string // for people, such as "Assign"
}

// Scope is where resources of a type may stand.
type Scope int

// The places.
const (
	InGroup        Scope = iota // in a resource group
	InSubscription              // directly in a subscription
	OnAnything                  // at any scope, as an extension of it
	OnScope                     // in a resource group, a subscription or the tenant
)

// EtagStyle is how a type marks its versions.
type EtagStyle int

// The styles.
const (
	NoEtag      EtagStyle = iota
	CounterEtag           // "1", "2", ...: Compute
	GUIDEtag              // W/"guid": Network
)

// ResourceType declares a type of resources. Everything that types have in
// common follows from it; the hooks say what is particular.
type ResourceType struct {
	// Name is the type without its namespace, such as "virtualNetworks/subnets".
	Name string
	// Display is the plural for people, such as "Virtual Networks".
	Display string
	Scope   Scope
	// Versions are the api-versions that Azure published, oldest first. Any
	// well-formed version from the oldest on is accepted.
	Versions []Version
	// Action is the prefix of the type's RBAC actions; by default the full type.
	Action string
	// Located demands a location; the type is tracked and listed with all resources then.
	Located bool
	// ParentLocation types need not send their location: it is that of what contains them.
	ParentLocation bool
	// Identity allows the member "identity".
	Identity bool
	// ResolvedSince is the first api-version whose answers to writes show the
	// principals of user-assigned identities that were there before; "" for all.
	// While a write is an operation, those that it adds show none.
	ResolvedSince Version
	// Members are the members allowed beside the common ones: "sku", "plan", "zones".
	Members []string
	// Required are paths into the body that PUT must fill, such as "properties.addressSpace".
	Required []string
	// References are the members of the body that name other resources.
	References []Reference
	// Kept are paths in properties that a PUT which leaves them out does not
	// clear: they are set at creation, are secret, or belong to the server.
	Kept []string
	// KeepsProperties types keep them whole where a PUT sends none at all, as Azure's
	// policies do which give machines identities.
	KeepsProperties bool
	// Filters are paths in properties, with "/", by which the type's lists can be
	// filtered, such as "virtualMachineScaleSet/id".
	Filters []string
	// Secret are paths in properties that are taken and not stored. A segment
	// may be "*" for every element of an array.
	Secret []string
	Etag   EtagStyle
	// EtagSince is the first api-version that shows etags; "" for all.
	EtagSince Version
	// ReadOnly types are made and removed by the server alone.
	ReadOnly bool
	// Removable types are ReadOnly ones that clients may delete.
	Removable bool
	// NoPatch types answer PATCH with 405.
	NoPatch bool
	// AlwaysCreated types answer 201 to every PUT.
	AlwaysCreated bool
	// NeverCreated types answer 200 to every PUT.
	NeverCreated bool
	// LowerGroups types write "resourcegroups" in their ids in lower case.
	LowerGroups bool
	// CreatedAt types answer their creation with a Location header.
	CreatedAt bool
	// Provisioned types have properties.provisioningState.
	Provisioned bool
	// Operations is how writes and deletions run where they take time; nil where
	// they are always done at once.
	Operations *OperationStyle
	// DeleteShows types answer DELETE with the deleted resource as the body.
	DeleteShows bool
	// AboveLocks types are written and deleted whatever is locked: locks themselves.
	AboveLocks bool

	// CheckName refuses a wrong name for a new resource; nil accepts what every resource may be called.
	CheckName func(name string) error
	// Write completes a new or changed resource before it is stored.
	Write func(ctx context.Context, w *Write) error
	// Delete prepares the removal of a resource; what stands beneath it goes with it.
	Delete func(ctx context.Context, r *Removal) error
	// Undeletable refuses the removal of what no document stands for.
	Undeletable func(ctx context.Context, u *Unit, id resource.ID) error
	// Continue carries on with a resource whose document has come to the time of its
	// DueIndex, by one step, and writes it anew, with the time of the next one. Where
	// that was refused before, refused is the refusal: it then notes that it goes no
	// further.
	Continue func(ctx context.Context, c *Call, u *Unit, d resource.Document, refused *resource.Error) error
	// Show changes what a client sees.
	Show func(ctx context.Context, s *Shown) error
	// Get reads the resource; by default the document at the id.
	Get func(ctx context.Context, c *Call) (resource.Record, error)
	// List reads a collection; by default all documents of the type beneath the scope.
	List func(ctx context.Context, c *Call) ([]resource.Record, error)
	// Change serves PUT, PATCH and DELETE of types whose resources are part of
	// others; by default a resource is a document of its own.
	Change func(ctx context.Context, c *Call) (*Response, error)
	// ParentFirst types answer a read beneath a resource that is not there with
	// that resource's ResourceNotFound rather than with ParentResourceNotFound.
	ParentFirst bool
	// Missing is the error for a resource that is not there; by default ResourceNotFound.
	Missing func(id resource.ID) error
	// Key, Parse and Stored are for types whose documents are the domain's own
	// rather than records: where a resource is kept, how it is read, and how a
	// write is stored. Set all of them or none.
	Key    func(id resource.ID) string
	Parse  func(d resource.Document) (resource.Record, error)
	Stored func(w *Write) (resource.Document, error)
	// Actions are what {id}/{name} does.
	Actions []Action
	// Orders are what a POST to {collection}/{name} does, where the name is that of
	// no resource: rollingUpgrades/cancel. The call's ID ends with it.
	Orders []Action

	provider *Provider
	// unknown types stand for those that nobody declared.
	unknown bool
}

// Action is something that a resource can be asked to do.
type Action struct {
	Name    string // last segment of the path
	Display string // for people
	// AtOnce actions are answered at once at every pace, and whatever is locked:
	// they change nothing.
	AtOnce bool
	// Read actions are asked for with GET rather than POST, and are called
	// "{name}/read" rather than "{name}/action".
	Read bool
	// Later actions are answered with 204 at once, and are no operation to their clients.
	// Where operations take time they are carried out so much later.
	Later time.Duration
	// Do carries the action out. It is authorised when Do runs.
	Do func(ctx context.Context, c *Call) (*Response, error)
}

// verb is the end of the action's RBAC name.
func (a Action) verb() string {
	if a.Read {
		return a.Name + "/read"
	}
	return a.Name + "/action"
}

// FullName is the type with its namespace.
func (t *ResourceType) FullName() string { return t.provider.Namespace + "/" + t.Name }

// Kind is the document kind of the type's resources.
func (t *ResourceType) Kind() string { return strings.ToLower(t.FullName()) }

// action is the RBAC action of a verb on the type: "read", "write", "delete" or "{name}/action".
func (t *ResourceType) action(verb string) string {
	if t.Action != "" {
		return t.Action + "/" + verb
	}
	return t.FullName() + "/" + verb
}

// key is where the resource with this id is kept.
func (t *ResourceType) key(id resource.ID) string {
	if t.Key != nil {
		return t.Key(id)
	}
	return id.Key()
}

// parse reads a stored resource of the type.
func (t *ResourceType) parse(d resource.Document) (resource.Record, error) {
	if t.Parse != nil {
		return t.Parse(d)
	}
	return resource.ParseRecord(d)
}

// nested reports whether resources of the type stand inside others.
func (t *ResourceType) nested() bool { return strings.Contains(t.Name, "/") }
