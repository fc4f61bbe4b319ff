package template

import (
	"github.com/azimuthid/azimuth/internal/resource"
)

// Plan is what a template comes to before it runs.
type Plan struct {
	// Parameters as a deployment shows them: name → {"type": "String", "value": …};
	// secure ones have no value.
	Parameters map[string]any
	// Resources in the order of the template, copies in the order of their index.
	// What a condition leaves out is not among them; existing ones are.
	Resources []*Resource
	Hash      string // templateHash: a decimal unsigned 64-bit number

	Providers    []Provider   // the namespaces and types, as a deployment shows them
	Dependencies []Dependency // as a deployment shows them
}

// Resource is one resource of a plan.
type Resource struct {
	Symbol     string // symbolic name, with "[index]" for copies; "" in templates without
	ID         resource.ID
	Type       string // such as "Microsoft.Network/virtualNetworks/subnets"
	Name       string // such as "vnet/subnet"
	APIVersion string
	Location   string // "" where none is given
	Existing   bool   // it is read and never written
	// DependsOn are the resources that must be done before: stated, implied by
	// reference() and the list functions, and by the order of serial copies.
	DependsOn []*Resource
	// IsDeployment tells a Microsoft.Resources/deployments, for which Nested holds.
	IsDeployment bool
	Line, Column int
}

// Runtime is what only a running deployment knows.
type Runtime interface {
	// Reference returns a resource as it is now: its properties, or all of it where full.
	Reference(id, apiVersion string, full bool) (any, error)
	// List runs a list function such as "listKeys" on a resource.
	List(function, id, apiVersion string, input any) (any, error)
}

// Output is one output of a deployment.
type Output struct {
	Name  string // as the template spells it
	Type  string // as a deployment shows it, such as "String"
	Value any    // nil for secure types
}

// Provider is one namespace that a plan's resources have, with the types.
type Provider struct {
	Namespace     string
	ResourceTypes []ProviderType
}

// ProviderType is one type of a Provider, and the locations in which its resources are.
type ProviderType struct {
	ResourceType string
	Locations    []string
}

// Dependency is a resource that waits, and what it waits for.
type Dependency struct {
	DependsOn []Dependent
	Dependent
}

// Dependent names a resource in a Dependency.
type Dependent struct {
	ID, ResourceType, ResourceName string
	APIVersion                     string // of the reference() that implies the dependency; else ""
}

// Expand works out a deployment's plan. Its errors are of type *Error.
func Expand(d Deployment) (*Plan, error) {
	return nil, &Error{Code: "InvalidTemplate", Message: "templates cannot be expanded yet"}
}

// Body is the resource's body as it is sent: with location, tags, properties and
// so on, without id, name, type and apiVersion.
func (r *Resource) Body(rt Runtime) (map[string]any, error) {
	return nil, ErrUnknownAtPlan
}

// Nested is the deployment that a resource of type Microsoft.Resources/deployments
// stands for: its Name, Mode, Scope, Location, Template and Parameters are set, the
// scope's values and the rest are those of the deployment around it.
// Where its scope differs from the plan's, the caller sets Subscription,
// ResourceGroup and ManagementGroup anew before it expands it.
func (r *Resource) Nested(rt Runtime) (Deployment, error) {
	return Deployment{}, ErrUnknownAtPlan
}

// Outputs are the outputs in the order of the template, without those whose
// condition is false.
func (p *Plan) Outputs(rt Runtime) ([]Output, error) {
	return nil, nil
}
