package policy

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/template/function"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// Change is what a policy does to one field of a resource that is written: to a
// tag, or to the resource's identity.
type Change struct {
	// Path leads to the field: "tags" and the tag's name, or "identity" and "type".
	Path []string
	// Value is what it is to have; nothing where it is to be Removed.
	Value   any
	Removed bool
	// Conflict is what comes where another policy has changed the field before:
	// Audit, Disabled or Deny.
	Conflict Effect
}

// operation is one of those of the effect modify.
type operation struct {
	verb      string // "add", "addorreplace" or "remove"
	field     phrase
	value     phrase
	condition phrase
	limited   bool // by the condition
}

const maxOperations = 100

// modification reads the details of the effect modify.
func (r *reader) modification(given any) (*Details, error) {
	const path = "then.details"
	object, ok := given.(map[string]any)
	if !ok {
		return nil, invalid(path, "they are no object.")
	}
	if err := only(path, object, "roleDefinitionIds", "operations", "conflictEffect"); err != nil {
		return nil, err
	}
	d := new(Details)
	var err error
	if d.Roles, err = rolesOf(path, object); err != nil {
		return nil, err
	}
	switch conflict := document.String(object, "conflictEffect"); strings.ToLower(conflict) {
	case "", "deny":
		d.conflict = Deny
	case "audit":
		d.conflict = Audit
	case "disabled":
		d.conflict = Disabled
	default:
		return nil, invalid(path+".conflictEffect", "it must be 'audit', 'deny' or 'disabled'.")
	}
	operations := document.Array(object, "operations")
	if len(operations) == 0 || len(operations) > maxOperations {
		return nil, invalid(path+".operations", "the effect modify takes 1 to %d operations.", maxOperations)
	}
	for i, one := range operations {
		o, err := r.operation(at(path+".operations", i), one)
		if err != nil {
			return nil, err
		}
		d.operations = append(d.operations, o)
	}
	return d, nil
}

func (r *reader) operation(path string, given any) (operation, error) {
	var o operation
	object, ok := given.(map[string]any)
	if !ok {
		return o, invalid(path, "an operation is an object.")
	}
	if err := only(path, object, "operation", "field", "value", "condition"); err != nil {
		return o, err
	}
	o.verb = strings.ToLower(document.String(object, "operation"))
	v, _, hasValue := document.Member(object, "value")
	switch o.verb {
	case "add", "addorreplace":
		if !hasValue {
			return o, invalid(path+".value", "it is missing.")
		}
	case "remove":
		if hasValue {
			return o, invalid(path+".value", "the operation remove takes none.")
		}
	default:
		return o, invalid(path+".operation", "it must be 'add', 'addOrReplace' or 'remove'.")
	}
	var err error
	if o.value, err = r.phrase(path+".value", v); err != nil {
		return o, err
	}
	if o.condition, o.limited, err = r.optional(path, object, "condition"); err != nil {
		return o, err
	}
	var named bool
	if o.field, named, err = r.optional(path, object, "field"); err != nil || !named {
		if err == nil {
			err = invalid(path+".field", "it is missing.")
		}
		return o, err
	}
	if !o.field.isConstant() {
		return o, nil
	}
	_, err = changeable(text(o.field.constant))
	if err != nil {
		err = errorf(unsupported, "The policy rule is not supported at '%s.field': %s.", path, err.Error())
	}
	return o, err
}

// changeable is the path of a field that modify can change here.
func changeable(name string) ([]string, error) {
	f, err := parseField(name)
	if err == nil && len(f.path) == 2 && !f.within && (f.path[0] == "tags" || strings.EqualFold(f.path[0], "identity") && isIdentityMember(f.path[1])) {
		return f.path, nil
	}
	return nil, function.Errorf("the field '%s' cannot be modified here: tags, identity.type and identity.userAssignedIdentities can", name)
}

func isIdentityMember(name string) bool {
	return strings.EqualFold(name, "type") || strings.EqualFold(name, "userAssignedIdentities")
}

// Modifies reports whether the details are those of the effect modify.
func (d *Details) Modifies() bool { return d != nil && d.operations != nil }

// Changes are those that the rule makes to the resource, in their order.
func (j *Judgement) Changes() ([]Change, error) {
	d := j.Details()
	var all []Change
	for _, o := range d.operations {
		name, err := o.field.value(&j.scope)
		if err != nil {
			return nil, err
		}
		path, err := changeable(text(name))
		if err != nil {
			return nil, err
		}
		wanted, err := j.wants(o, path)
		if err != nil {
			return nil, err
		}
		if !wanted {
			continue
		}
		c := Change{Path: path, Removed: o.verb == "remove", Conflict: d.conflict}
		if c.Value, err = o.value.value(&j.scope); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

// wants reports whether an operation is to be done, and would change something.
func (j *Judgement) wants(o operation, path []string) (bool, error) {
	if o.limited {
		condition, err := o.condition.value(&j.scope)
		if err != nil {
			return false, err
		}
		if holds, err := boolean(condition); err != nil || !holds {
			return false, err
		}
	}
	present := !isAbsent(follow(j.scope.Resource, path, false))
	switch o.verb {
	case "add":
		return !present || isObject(follow(j.scope.Resource, path, false)[0]), nil
	case "remove":
		return present, nil
	}
	return true, nil
}

func isObject(v any) bool {
	_, ok := v.(*value.Object)
	return ok
}
