package graph

import (
	"context"
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/resource"
)

// group is the group that the path names.
func (x *exchange) group() (id string, err error) {
	d, err := groupEntity.find(x.request.Context(), x.directory, x.keys[0])
	if err != nil {
		return "", err
	}
	g, err := directory.ParseGroup(d)
	return g.ID, err
}

// members shows who is in a group itself.
func (x *exchange) members() (*reply, error) {
	id, err := x.group()
	if err != nil {
		return nil, err
	}
	documents, err := x.membersOf(x.request.Context(), id)
	if err != nil {
		return nil, err
	}
	return x.objects(documents)
}

func (x *exchange) membersOf(ctx context.Context, group string) ([]resource.Document, error) {
	return x.config.Store.Find(ctx, directory.IndexMemberOf, group)
}

// transitiveMembers shows who is in a group, itself and through other groups.
func (x *exchange) transitiveMembers() (*reply, error) {
	id, err := x.group()
	if err != nil {
		return nil, err
	}
	var found []resource.Document
	seen := map[string]bool{directory.GroupKey(id): true}
	for groups := []string{id}; len(groups) > 0; groups = groups[1:] {
		documents, err := x.membersOf(x.request.Context(), groups[0])
		if err != nil {
			return nil, err
		}
		for _, d := range documents {
			if seen[d.Key] {
				continue
			}
			seen[d.Key] = true
			found = append(found, d)
			if d.Kind == directory.GroupKind {
				groups = append(groups, strings.TrimPrefix(d.Key, directory.GroupKey("")))
			}
		}
	}
	return x.objects(found)
}

// addMember puts an object into a group: {"@odata.id": its address}.
func (x *exchange) addMember() (*reply, error) {
	id, err := x.group()
	if err != nil {
		return nil, err
	}
	body, err := x.body()
	if err != nil {
		return nil, err
	}
	member, err := readReference(body["@odata.id"])
	if err != nil {
		return nil, err
	}
	ctx := x.request.Context()
	return noContent, x.directory.Change(ctx, func(c *directory.Change) error { return c.AddMember(ctx, id, member) })
}

// removeMember takes an object out of a group.
func (x *exchange) removeMember() (*reply, error) {
	id, err := x.group()
	if err != nil {
		return nil, err
	}
	ctx := x.request.Context()
	return noContent, x.directory.Change(ctx, func(c *directory.Change) error {
		return c.RemoveMember(ctx, id, x.keys[1].text)
	})
}

// referable are the sets in which the object of a reference may stand.
var referable = []string{"directoryObjects", "users", "groups", "servicePrincipals"}

// readReference reads the address of an object, such as
// https://graph.microsoft.com/v1.0/directoryObjects/{id}. The host is not looked
// at: clients write Microsoft's.
func readReference(value any) (id string, err error) {
	text, ok := value.(string)
	if !ok || text == "" {
		return "", badProperty("@odata.id", "The '@odata.id' annotation, the address of an object, is missing.")
	}
	invalid := badProperty("@odata.id", "Invalid URL format specified in @odata.id: '%s'.", text)
	u, err := url.Parse(text)
	if err != nil {
		return "", invalid
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	last, err := readSegment(parts[len(parts)-1])
	if err != nil {
		return "", invalid
	}
	if len(last) == 1 && len(parts) > 1 {
		last = []segment{{text: parts[len(parts)-2]}, last[0]}
	}
	if len(last) != 2 || !resource.IsGUID(last[1].text) {
		return "", invalid
	}
	for _, set := range referable {
		if strings.EqualFold(set, last[0].text) {
			return strings.ToLower(last[1].text), nil
		}
	}
	return "", invalid
}
