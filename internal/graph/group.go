package graph

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

var groupEntity = &entity{
	name: "group", set: "groups", legacy: "Group", kind: directory.GroupKind,
	owned: true, joins: true,
	properties: slices.Concat(
		[]property{
			{name: "id", kept: true, readOnly: true},
			{name: "deletedDateTime", readOnly: true},
			{name: "classification"},
			{name: "createdDateTime", kept: true, readOnly: true},
			{name: "creationOptions", form: formTexts, absent: []any{}},
			{name: "description"},
			{name: "displayName", kept: true},
			{name: "expirationDateTime", readOnly: true},
			{name: "groupTypes", form: formTexts, absent: []any{}, read: readGroupTypes},
			{name: "isAssignableToRole", form: formFlag},
			{name: "mail", readOnly: true},
			{name: "mailEnabled", form: formFlag, kept: true},
			{name: "mailNickname", kept: true},
		},
		plain(formText, nil, "membershipRule", "membershipRuleProcessingState"),
		fixed(nil, "onPremisesDomainName", "onPremisesLastSyncDateTime", "onPremisesNetBiosName", "onPremisesSamAccountName",
			"onPremisesSecurityIdentifier", "onPremisesSyncEnabled"),
		plain(formText, nil, "preferredDataLocation", "preferredLanguage"),
		fixed([]any{}, "proxyAddresses"),
		[]property{
			{name: "renewedDateTime", readOnly: true, show: func(_ *exchange, o object) any { return o.tree["createdDateTime"] }},
			{name: "resourceBehaviorOptions", form: formTexts, absent: []any{}},
			{name: "resourceProvisioningOptions", form: formTexts, absent: []any{}},
			{name: "securityEnabled", form: formFlag, kept: true},
			{name: "securityIdentifier", readOnly: true, show: func(_ *exchange, o object) any { return securityIdentifier(o.text("id")) }},
			{name: "theme"},
			{name: "uniqueName", readOnly: true},
			{name: "visibility"},
		},
		fixed([]any{}, "onPremisesProvisioningErrors", "serviceProvisioningErrors"),
	),
	find: func(ctx context.Context, d directory.Directory, key segment) (resource.Document, error) {
		if key.property != "" {
			return resource.Document{}, badKey(key)
		}
		return d.ObjectOf(ctx, directory.GroupKind, key.text)
	},
	prepare: func(_ *exchange, _ object, body map[string]any) error {
		for _, name := range []string{"mailEnabled", "securityEnabled"} {
			if value, _, _ := document.Member(body, name); value == nil {
				return badProperty(name, "A value is required for property '%s' of resource 'Group'.", name)
			}
		}
		return nil
	},
	put: func(_ context.Context, c *directory.Change, d resource.Document) error {
		g, err := directory.ParseGroup(d)
		if err != nil {
			return err
		}
		return c.PutGroup(g)
	},
	created: func(ctx context.Context, c *directory.Change, o object, body map[string]any) error {
		bound, _, _ := document.Member(body, "members@odata.bind")
		references, _ := bound.([]any)
		for _, reference := range references {
			member, err := readReference(reference)
			if err != nil {
				return err
			}
			if err := c.AddMember(ctx, o.text("id"), member); err != nil {
				return err
			}
		}
		return nil
	},
}

// readGroupTypes refuses the groups that are more than a list of members:
// Microsoft 365's, and those whose members follow from a rule.
func readGroupTypes(_ *exchange, _ object, sent any) (any, error) {
	if types, _ := sent.([]any); len(types) > 0 {
		return nil, badProperty("groupTypes", "The group types %v are not supported.", types)
	}
	return nil, nil
}

// securityIdentifier is the group's id in the form of Windows: "S-1-12-1-" and
// the id as four numbers, each of which has its lowest byte first.
func securityIdentifier(id string) any {
	b, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil || len(b) != 16 {
		return nil
	}
	// The first three fields of a GUID are numbers; the rest are bytes.
	slices.Reverse(b[0:4])
	slices.Reverse(b[4:6])
	slices.Reverse(b[6:8])
	le := binary.LittleEndian
	return fmt.Sprintf("S-1-12-1-%d-%d-%d-%d", le.Uint32(b[0:]), le.Uint32(b[4:]), le.Uint32(b[8:]), le.Uint32(b[12:]))
}
