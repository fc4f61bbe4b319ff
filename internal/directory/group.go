package directory

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Group is a security group. Its members are users, service principals and
// other groups; a role given to it holds for all of them.
type Group struct {
	ID           string    `json:"id"` // object id, a GUID
	DisplayName  string    `json:"displayName"`
	MailNickname string    `json:"mailNickname"`
	Security     bool      `json:"securityEnabled"` // always true
	Mail         bool      `json:"mailEnabled"`     // always false
	Created      time.Time `json:"createdDateTime"`
	// MemberOf are the object ids of the groups of which the group is a member itself.
	MemberOf []string `json:"memberOf,omitempty"`
	// Members are properties that are kept for those who read them, such as
	// description. Who is in the group stands with those who are.
	Members map[string]json.RawMessage `json:"members,omitempty"`
}

// GroupKind is the document kind of groups.
const GroupKind = "directory/group"

// GroupKey is the store key of the group with this object id.
func GroupKey(id string) string { return "/directory/groups/" + id }

// Document is the group's stored form.
func (g Group) Document() resource.Document {
	return resource.Document{
		Key:  GroupKey(g.ID),
		Kind: GroupKind,
		Body: mustJSON(g),
		Indexes: slices.Concat(
			indexed("displayName", g.DisplayName),
			indexed("mailNickname", g.MailNickname),
			memberships(g.MemberOf),
		),
	}
}

// ParseGroup reads a stored group.
func ParseGroup(d resource.Document) (Group, error) {
	var g Group
	if err := json.Unmarshal(d.Body, &g); err != nil {
		return g, fmt.Errorf("directory: %s: %w", d.Key, err)
	}
	return g, nil
}

func (g Group) check() error {
	if err := checkName("Group", g.DisplayName); err != nil {
		return err
	}
	if err := checkNickname("Group", g.MailNickname); err != nil {
		return err
	}
	if g.Mail || !g.Security {
		return invalid("mailEnabled", "The service does not currently support writes of mail-enabled groups. Please ensure that the mail-enablement property is unset and the security-enablement property is set.")
	}
	return nil
}
