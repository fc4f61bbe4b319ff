package directory

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

// The kinds of service principals, as Microsoft Graph's servicePrincipalType names them.
const (
	TypeApplication     = "Application"
	TypeManagedIdentity = "ManagedIdentity"
)

// ServicePrincipal is who a program is when it asks: the directory's side of an
// application or of a managed identity.
type ServicePrincipal struct {
	ID          string    `json:"id"`    // object id, a GUID; "oid" in tokens
	AppID       string    `json:"appId"` // client id, a GUID; "appid" in tokens
	DisplayName string    `json:"displayName"`
	Type        string    `json:"servicePrincipalType"`
	Created     time.Time `json:"createdDateTime"`
	// AlternativeNames are, for a managed identity, "isExplicit=True" or
	// "isExplicit=False" and the id of the resource that it belongs to.
	AlternativeNames []string `json:"alternativeNames,omitempty"`
	// Names are the names of the principal beside its client id: the identifier
	// URIs of its application.
	Names []string `json:"servicePrincipalNames,omitempty"`
	// MemberOf are the object ids of the groups of which the principal is a member itself.
	MemberOf []string `json:"memberOf,omitempty"`
	// Members are properties that are kept for those who read them, such as tags.
	Members map[string]json.RawMessage `json:"members,omitempty"`
}

// PrincipalKind is the document kind of service principals.
const PrincipalKind = "directory/serviceprincipal"

// PrincipalKey is the store key of the service principal with this object id.
func PrincipalKey(id string) string { return "/directory/serviceprincipals/" + id }

// Document is the principal's stored form.
func (p ServicePrincipal) Document() resource.Document {
	return resource.Document{
		Key:  PrincipalKey(p.ID),
		Kind: PrincipalKind,
		Body: mustJSON(p),
		Indexes: slices.Concat(
			unique(IndexAppID, p.AppID),
			indexed("displayName", p.DisplayName),
			indexed("servicePrincipalNames", append([]string{p.AppID}, p.Names...)...),
			memberships(p.MemberOf),
		),
	}
}

// ParseServicePrincipal reads a stored principal.
func ParseServicePrincipal(d resource.Document) (ServicePrincipal, error) {
	var p ServicePrincipal
	if err := json.Unmarshal(d.Body, &p); err != nil {
		return p, fmt.Errorf("directory: %s: %w", d.Key, err)
	}
	return p, nil
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}
