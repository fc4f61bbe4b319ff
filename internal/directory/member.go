package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/azimuthid/azimuth/internal/resource"
)

// memberships are the index entries of a member's groups.
func memberships(groups []string) []resource.Index { return indexed("memberOf", groups...) }

// MemberOf are the object ids of the groups of which a stored user, group or
// service principal is a member itself; nil for anything else.
func MemberOf(d resource.Document) ([]string, error) {
	switch d.Kind {
	case UserKind:
		u, err := ParseUser(d)
		return u.MemberOf, err
	case GroupKind:
		g, err := ParseGroup(d)
		return g.MemberOf, err
	case PrincipalKind:
		p, err := ParseServicePrincipal(d)
		return p.MemberOf, err
	}
	return nil, nil
}

// withMemberOf is the document with other groups.
func withMemberOf(d resource.Document, groups []string) (resource.Document, error) {
	switch d.Kind {
	case UserKind:
		u, err := ParseUser(d)
		u.MemberOf = groups
		return u.Document(), err
	case GroupKind:
		g, err := ParseGroup(d)
		g.MemberOf = groups
		return g.Document(), err
	case PrincipalKind:
		p, err := ParseServicePrincipal(d)
		p.MemberOf = groups
		return p.Document(), err
	}
	return d, fmt.Errorf("directory: %s cannot be in a group", d.Key)
}

// AddMember puts a user, a group or a service principal into a group.
func (c *Change) AddMember(ctx context.Context, group, member string) error {
	if _, err := c.Get(ctx, GroupKey(group)); err != nil {
		return missingAs(err, group)
	}
	d, err := c.Principal(ctx, member)
	if err != nil {
		return err
	}
	groups, err := MemberOf(d)
	if err != nil {
		return err
	}
	if slices.Contains(groups, group) {
		return invalid("members", "One or more added object references already exist for the following modified properties: 'members'.")
	}
	return c.putMember(d, append(groups, group))
}

// RemoveMember takes a member out of a group.
func (c *Change) RemoveMember(ctx context.Context, group, member string) error {
	if _, err := c.Get(ctx, GroupKey(group)); err != nil {
		return missingAs(err, group)
	}
	d, err := c.Principal(ctx, member)
	if err != nil {
		return err
	}
	groups, err := MemberOf(d)
	if err != nil {
		return err
	}
	at := slices.Index(groups, group)
	if at < 0 {
		return Missing(member)
	}
	return c.putMember(d, slices.Delete(groups, at, at+1))
}

func (c *Change) putMember(d resource.Document, groups []string) error {
	next, err := withMemberOf(d, groups)
	if err == nil {
		c.put(next)
	}
	return err
}

// emptyGroup takes all members out of a group that is deleted.
func (c *Change) emptyGroup(ctx context.Context, group string) error {
	index := resource.Index{Name: IndexMemberOf, Value: group}
	members, err := c.find(ctx, index)
	if err != nil {
		return err
	}
	for _, d := range members {
		groups, err := MemberOf(d)
		if err != nil {
			return err
		}
		if d.Key == GroupKey(group) {
			continue // a member of itself goes with itself
		}
		if err := c.putMember(d, slices.DeleteFunc(groups, func(g string) bool { return g == group })); err != nil {
			return err
		}
	}
	c.unheld(index)
	return nil
}
