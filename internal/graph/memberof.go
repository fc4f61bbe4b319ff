package graph

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// memberOf shows the groups in which an object is itself.
func (x *exchange) memberOf(e *entity) (*reply, error) {
	d, err := e.find(x.request.Context(), x.directory, x.keys[0])
	if err != nil {
		return nil, err
	}
	groups, err := directory.MemberOf(d)
	if err != nil {
		return nil, err
	}
	return x.groups(groups)
}

// transitiveMemberOf shows the groups in which an object is, itself and through
// other groups.
func (x *exchange) transitiveMemberOf(e *entity) (*reply, error) {
	d, err := e.find(x.request.Context(), x.directory, x.keys[0])
	if err != nil {
		return nil, err
	}
	o, err := open(d)
	if err != nil {
		return nil, err
	}
	return x.groups(x.config.Principals.Groups(o.text("id")))
}

// groups answers with the groups that have these object ids.
func (x *exchange) groups(ids []string) (*reply, error) {
	documents, err := x.existing(x.request.Context(), ids)
	if err != nil {
		return nil, err
	}
	return x.objects(documents)
}

// existing are the objects with these ids, without those that are not there.
func (x *exchange) existing(ctx context.Context, ids []string) ([]resource.Document, error) {
	documents := make([]resource.Document, 0, len(ids))
	for _, id := range ids {
		d, err := x.directory.Object(ctx, id)
		if e, ok := errors.AsType[*resource.Error](err); ok && e.Kind == resource.KindNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		documents = append(documents, d)
	}
	return documents, nil
}

// checkMemberGroups says in which of the groups that the body names an object is.
func (x *exchange) checkMemberGroups() (*reply, error) {
	groups, err := x.groupsOfKey()
	if err != nil {
		return nil, err
	}
	return x.checkGroups(groups)
}

func (x *exchange) checkMyGroups() (*reply, error) { return x.checkGroups(x.caller.groups) }

// maxChecked is how many groups one request may name (Microsoft Graph's reference).
const maxChecked = 20

func (x *exchange) checkGroups(groups []string) (*reply, error) {
	body, err := x.body()
	if err != nil {
		return nil, err
	}
	asked, err := readIDs(body, "groupIds", maxChecked)
	if err != nil {
		return nil, err
	}
	return x.ids(slices.DeleteFunc(asked, func(id string) bool { return !slices.Contains(groups, id) }))
}

// getMemberGroups lists the ids of all groups in which an object is.
func (x *exchange) getMemberGroups() (*reply, error) {
	groups, err := x.groupsOfKey()
	if err != nil {
		return nil, err
	}
	return x.ids(groups)
}

func (x *exchange) getMyGroups() (*reply, error) { return x.ids(x.caller.groups) }

// groupsOfKey are the groups of the object that the path names, of any type. A
// user may be named by its principal name.
func (x *exchange) groupsOfKey() ([]string, error) {
	ctx, key := x.request.Context(), x.keys[0]
	find := func() (resource.Document, error) { return x.directory.Object(ctx, key.text) }
	for _, e := range entities {
		if strings.EqualFold(e.set, x.path[0].text) {
			find = func() (resource.Document, error) { return e.find(ctx, x.directory, key) }
		}
	}
	d, err := find()
	if err != nil {
		return nil, err
	}
	o, err := open(d)
	if err != nil {
		return nil, err
	}
	return x.config.Principals.Groups(o.text("id")), nil
}

func (x *exchange) ids(ids []string) (*reply, error) {
	value := make([]any, len(ids))
	for i, id := range ids {
		value[i] = id
	}
	return &reply{status: http.StatusOK, body: map[string]any{"@odata.context": x.context("Collection(Edm.String)", nil, false), "value": value}}, nil
}

// maxByIDs is how many objects one request may ask for (Microsoft Graph's reference).
const maxByIDs = 1000

// getByIDs shows the objects that the body names, without those that are not
// there, or are of none of the types that it names.
func (x *exchange) getByIDs() (*reply, error) {
	body, err := x.body()
	if err != nil {
		return nil, err
	}
	ids, err := readIDs(body, "ids", maxByIDs)
	if err != nil {
		return nil, err
	}
	documents, err := x.existing(x.request.Context(), ids)
	if err != nil {
		return nil, err
	}
	types := document.Array(body, "types")
	value := []any{}
	for _, d := range documents {
		o, err := open(d)
		if err != nil {
			return nil, err
		}
		if len(types) == 0 || slices.ContainsFunc(types, o.isA) {
			value = append(value, x.showTyped(o, nil))
		}
	}
	return &reply{status: http.StatusOK, body: map[string]any{"@odata.context": x.context("directoryObjects", nil, false), "value": value}}, nil
}

// isA reports whether the object is of a type, by the type's name.
func (o object) isA(name any) bool {
	text, _ := name.(string)
	return strings.EqualFold(text, o.name) || strings.EqualFold(text, "directoryObject")
}

// readIDs reads a list of object ids, each once, in lower case.
func readIDs(body map[string]any, member string, most int) ([]string, error) {
	elements := document.Array(body, member)
	if len(elements) == 0 {
		return nil, badProperty(member, "The collection '%s' must not be empty.", member)
	}
	if len(elements) > most {
		return nil, badProperty(member, "The collection '%s' has more than %d elements.", member, most)
	}
	ids := make([]string, 0, len(elements))
	for _, element := range elements {
		text, _ := element.(string)
		if !resource.IsGUID(text) {
			return nil, badProperty(member, "Invalid object identifier '%v'.", element)
		}
		if id := strings.ToLower(text); !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
