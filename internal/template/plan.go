package template

import (
	"github.com/azimuthid/azimuth/internal/resource"
)

// Plan is what a template comes to before it runs.
type Plan struct {
	// Parameters as a deployment shows them: name → {"type": "String", "value": …};
	// secure ones have no value. nil where the template does not speak of parameters:
	// Azure then shows none.
	Parameters map[string]any
	// Resources in the order of the template, copies in the order of their index.
	// What a condition leaves out is not among them; existing ones are.
	Resources []*Resource
	Hash      string // templateHash: a decimal unsigned 64-bit number

	Providers    []Provider   // the namespaces and types, as a deployment shows them
	Dependencies []Dependency // as a deployment shows them

	world *world
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
	// Waits tells that the body has something that only a running deployment knows.
	Waits        bool
	Line, Column int // of the resource in the text that was read

	world     *world
	declared  *declaration
	loops     *loop
	left      bool // out, by its condition
	stated    []*Resource
	asked     []asked // by reference() and the list functions
	batchWait []*Resource
	body      map[string]any // where it does not wait
}

// Runtime is what only a running deployment knows. Several goroutines may ask it
// at once, and it must not wait for anything of the plan.
type Runtime interface {
	// Reference returns a resource as it is now: its properties, or all of it where full.
	Reference(id, apiVersion string, full bool) (any, error)
	// List runs a list function such as "listKeys" on a resource.
	List(function, id, apiVersion string, input any) (any, error)
}

// Provider is one namespace that a plan's resources have, with the types.
type Provider struct {
	Namespace     string
	ResourceTypes []ProviderType
}

// ProviderType is one type of a Provider, and the locations in which its
// resources are; "" stands for resources without one, which Azure shows as null.
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
