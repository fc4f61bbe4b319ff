package arm

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// unknownTypes are the types of which resources are kept though nobody declared
// them: documents with tags, a location and an identity, and nothing that they
// mean. Each stands in the store once, beside its first resource.
type unknownTypes struct {
	mu   sync.RWMutex
	kept map[string]*ResourceType // by kind
}

const (
	typeKind = "azimuth/type"
	typesKey = "/azimuth/types/"
)

// keptSince is the first api-version of unknown types: any is good.
const keptSince Version = "2014-01-01"

var namespaceForm = lazy.NewPattern(`^[A-Za-z0-9]+(\.[A-Za-z0-9]+)+$`)

// platformWords are what the platform's namespace has that is no such resource.
var platformWords = []string{"subscriptions", "resourcegroups", "providers", "tags", "deployments", "locations", "tenants", "operations"}

// openUnknown reads which unknown types are kept, and follows the store.
func (e *Engine) openUnknown(ctx context.Context) error {
	documents, _, err := e.Store.List(ctx, resource.Query{Kind: typeKind})
	for _, d := range documents {
		e.unknown.keep(d)
	}
	e.Store.Watch(func(c resource.Commit) {
		for _, d := range c.Puts {
			if d.Kind == typeKind {
				e.unknown.keep(d)
			}
		}
	})
	return err
}

func (k *unknownTypes) keep(d resource.Document) {
	record, err := resource.ParseRecord(d)
	if err != nil {
		panic(err) // we wrote it
	}
	namespace, name, _ := strings.Cut(record.Type, "/")
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept = make(map[string]*ResourceType)
	}
	if k.kept[lower(record.Type)] == nil {
		k.kept[lower(record.Type)] = newUnknown(namespace, name)
	}
}

func (k *unknownTypes) get(kind string) *ResourceType {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.kept[kind]
}

// typeOf is the declaration of a document kind, or what stands for one where
// resources of an unknown type are kept; or nil.
func (e *Engine) typeOf(kind string) *ResourceType {
	if t := e.types[kind]; t != nil {
		return t
	}
	return e.unknown.get(kind)
}

// unknownType is what serves a type that nobody declared; nil where it is refused.
func (e *Engine) unknownType(namespace, name string) *ResourceType {
	first, _, _ := strings.Cut(name, "/")
	if !e.KeepUnknown || !namespaceForm.MatchString(namespace) || equalFold(namespace, platform) && slices.Contains(platformWords, lower(first)) {
		return nil
	}
	if t := e.unknown.get(lower(namespace + "/" + name)); t != nil {
		return t
	}
	return newUnknown(namespace, name)
}

func newUnknown(namespace, name string) *ResourceType {
	return &ResourceType{
		Name: name, Display: name, Scope: OnAnything, Versions: []Version{keptSince}, Identity: true, Provisioned: true,
		Write: writeUnknown, unknown: true, provider: &Provider{Namespace: namespace, Display: namespace},
	}
}

// writeUnknown takes away what is secret by its name, and notes the type.
func writeUnknown(ctx context.Context, w *Write) error {
	dropSecrets(w.Properties, lower(w.Type.Name))
	if w.engine.CompleteUnknown != nil {
		if err := w.engine.CompleteUnknown(ctx, w); err != nil {
			return err
		}
	}
	w.Unit.Put(resource.Document{
		Key: typesKey + w.Type.Kind(), Kind: typeKind, Body: document.Write(map[string]any{"id": typesKey + w.Type.Kind(), "type": w.Type.FullName()}),
	})
	return nil
}

// secretEnds are how the names of members end that hold secrets. What is not
// known cannot be kept with more care than that.
var secretEnds = []string{"password", "passphrase", "secret", "privatekey", "accesskey", "accountkey", "primarykey", "secondarykey", "sastoken", "connectionstring"}

func dropSecrets(value any, kind string) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			_, isText := member.(string)
			ends := func(end string) bool { return strings.HasSuffix(lower(name), end) }
			if isText && (slices.ContainsFunc(secretEnds, ends) || strings.HasSuffix(kind, "/secrets") && equalFold(name, "value")) {
				delete(v, name)
				continue
			}
			dropSecrets(member, kind)
		}
	case []any:
		for _, element := range v {
			dropSecrets(element, kind)
		}
	}
}

// Tagged reports whether resources of the type have tags.
func (t *ResourceType) Tagged() bool { return t.Located || t.unknown }

// Tracked reports whether a resource of the type is one of its group's: those
// with a location are.
func (t *ResourceType) Tracked(r resource.Record) bool {
	return t.Located || t.unknown && r.Location != ""
}

// membersOf are the names of the members beside the common ones that a resource
// of the type may have: of an unknown type those that it has.
func (t *ResourceType) membersOf(all ...map[string]any) []string {
	if !t.unknown {
		return t.Members
	}
	names := make(map[string]bool)
	for _, one := range all {
		for name := range one {
			if common := func(c string) bool { return equalFold(c, name) }; !slices.ContainsFunc(commonMembers, common) && !common("identity") {
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// actionHere reports whether the segment after the names of a path is an action
// of the resource that they lead to, and no collection of an unknown type.
func (e *Engine) actionHere(t target, method string) bool {
	if len(t.names) == 0 {
		return false
	}
	if method != "GET" && method != "HEAD" {
		return true
	}
	declared := e.types[lower(t.namespace+"/"+t.typeName(len(t.names)))]
	return declared != nil && slices.ContainsFunc(declared.Actions, func(a Action) bool { return equalFold(a.Name, t.types[len(t.names)]) })
}

// actionsOf are what resources of a type can be asked to do.
func (e *Engine) actionsOf(t *ResourceType) []Action {
	if t.unknown {
		return e.UnknownActions[t.Kind()]
	}
	return t.Actions
}

// notKept refuses an action on a resource of an unknown type.
func notKept(c *Call, name string) error {
	return resource.Conflict("OperationNotSupported", "The action '%s' is not supported on '%s': resources of the type '%s' are kept as documents only, since this server does not know it.", name, c.ID, c.Type.FullName())
}

// outermost is the resource in which an id's resource stands, at any depth.
func outermost(id resource.ID) resource.ID {
	namespace := id.Namespace()
	for {
		parent := id.Parent()
		if parent.Namespace() != namespace || strings.Count(parent.Type(), "/") != strings.Count(id.Type(), "/")-1 {
			return id
		}
		id = parent
	}
}
