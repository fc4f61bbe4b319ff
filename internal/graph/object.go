package graph

import (
	"fmt"
	"maps"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// object is one of the tenant's objects as a tree.
type object struct {
	*entity
	tree map[string]any
	ids  resource.GivenIDs // of an object that is made
}

// open reads a stored object.
func open(d resource.Document) (object, error) {
	tree, err := document.Read(d.Body)
	if err != nil {
		return object{}, fmt.Errorf("graph: %s: %w", d.Key, err)
	}
	members, ok := tree.(map[string]any)
	e := entityOf(d)
	if !ok || e == nil {
		return object{}, fmt.Errorf("graph: %s holds no object of the directory", d.Key)
	}
	return object{entity: e, tree: members}, nil
}

// document is the object as the directory's parsers read it.
func (o object) document() resource.Document {
	return resource.Document{Key: o.text("id"), Kind: o.kind, Body: document.Write(o.tree)}
}

// text is a member of the stored object that is a string.
func (o object) text(member string) string {
	text, _ := o.tree[member].(string)
	return text
}

// stored is a property's stored value, nil for none.
func (o object) stored(p property) any {
	if p.kept {
		return o.tree[p.name]
	}
	members, _ := o.tree["members"].(map[string]any)
	return members[p.name]
}

// store keeps a property's value; nil takes it away.
func (o object) store(p property, value any) {
	members := o.tree
	if !p.kept {
		var ok bool
		if members, ok = o.tree["members"].(map[string]any); !ok {
			members = make(map[string]any)
			o.tree["members"] = members
		}
	}
	if value == nil {
		delete(members, p.name)
		return
	}
	members[p.name] = value
}

// shown is a property's value as clients see it.
func (x *exchange) shown(o object, p property) any {
	if p.show != nil {
		return p.show(x, o)
	}
	value := o.stored(p)
	return over(p.absent, value)
}

// over is a value with what it lacks from another, nulls included.
func over(absent, value any) any {
	if value == nil {
		return absent
	}
	base, isObject := absent.(map[string]any)
	members, alsoObject := value.(map[string]any)
	if !isObject || !alsoObject {
		return value
	}
	whole := maps.Clone(base)
	for name, member := range members {
		whole[name] = over(base[name], member)
	}
	return whole
}

// show is the object as clients see it: the properties selected, or, where none
// are, all but the hidden ones. What the type does not have is left out.
func (x *exchange) show(o object, selected []string) map[string]any {
	shown := make(map[string]any)
	if len(selected) == 0 {
		for _, p := range o.properties {
			if !p.hidden {
				shown[p.name] = x.shown(o, p)
			}
		}
		return shown
	}
	for _, name := range selected {
		if p, ok := o.property(name); ok {
			shown[p.name] = x.shown(o, p)
		}
	}
	return shown
}

// showTyped is show with the name of the object's type.
func (x *exchange) showTyped(o object, selected []string) map[string]any {
	shown := x.show(o, selected)
	shown["@odata.type"] = o.odataType()
	return shown
}

// context is the value of "@odata.context" for a set, or for one of its objects.
func (x *exchange) context(set string, selected []string, one bool) string {
	context := x.root + "/" + version + "/$metadata#" + set
	if len(selected) > 0 {
		context += "(" + strings.Join(selected, ",") + ")"
	}
	if one {
		context += "/$entity"
	}
	return context
}
