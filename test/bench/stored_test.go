package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// stored is a data directory with many identities in one group, each with its
// principal, and as many role assignments: of every second principal one on the
// group, and of one reader one on every second identity.
type stored struct {
	size           int
	folder, prefix string // prefix is the path of the identities, without their numbers
	reader, secret string // client id and secret of the reader
}

// batch is how many identities one commit of the filling has.
const batch = 5000

// fill makes the directory with the server, and the rest past it, which would
// take many minutes through its front door.
func fill(b *testing.B, size int) *stored {
	b.Helper()
	s := &stored{size: size, folder: b.TempDir()}
	subscription, tenant := s.open(b)
	s.prefix = subscription + group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-"
	store, err := sqlite.Open(filepath.Join(s.folder, "azimuth.db"))
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	sources := resource.System()
	reader, documents := s.people(sources, subscription)
	service := identity.Service{TenantID: tenant, Sources: sources}
	for i := range size {
		documents = append(documents, s.identity(b, service, i, reader)...)
		if (i+1)%batch == 0 || i+1 == size {
			if _, err := store.Update(b.Context(), resource.Batch{Puts: documents}); err != nil {
				b.Fatal(err)
			}
			documents = nil
		}
	}
	if err := store.Close(); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d identities are stored in %.1f s", size, time.Since(began).Seconds())
	return s
}

// open makes the tenant.
func (s *stored) open(b *testing.B) (subscription, tenant string) {
	b.Helper()
	made, err := server.Open(context.Background(), server.Config{Data: s.folder, HTTPS: "127.0.0.1:0", Metadata: "127.0.0.1:0", Database: sqlite.Database{}})
	if err != nil {
		b.Fatal(err)
	}
	e := made.Environment()
	if err := made.Close(); err != nil {
		b.Fatal(err)
	}
	return "/subscriptions/" + e.SubscriptionID, e.TenantID
}

// people are the group and the application that may read in it.
func (s *stored) people(sources resource.Sources, subscription string) (reader string, documents []resource.Document) {
	now := sources.Now().UTC()
	secret, password := directory.NewPassword(sources, "bench", 24*time.Hour)
	application := directory.Application{ID: sources.NewGUID(), AppID: sources.NewGUID(), DisplayName: "reader", Created: now, Passwords: []directory.PasswordCredential{password}}
	principal := directory.ServicePrincipal{ID: sources.NewGUID(), AppID: application.AppID, DisplayName: "reader", Type: directory.TypeApplication, Created: now}
	s.reader, s.secret = application.AppID, secret
	bench := resource.Record{ID: subscription + group, Type: "Microsoft.Resources/resourceGroups", Location: "westus", Created: now, Modified: now, Properties: json.RawMessage(`{"provisioningState":"Succeeded"}`)}
	return principal.ID, []resource.Document{application.Document(), principal.Document(), bench.Document()}
}

// identity is one identity with its principal and a role assignment.
func (s *stored) identity(b *testing.B, service identity.Service, i int, reader string) []resource.Document {
	b.Helper()
	id, err := resource.ParseID(fmt.Sprintf("%s%06d", s.prefix, i))
	if err != nil {
		b.Fatal(err)
	}
	principal := service.NewPrincipal(id, true)
	facts, err := json.Marshal(identity.Facts{TenantID: service.TenantID, PrincipalID: principal.ID, ClientID: principal.AppID})
	if err != nil {
		b.Fatal(err)
	}
	record := resource.Record{
		ID: id.String(), Type: "Microsoft.ManagedIdentity/userAssignedIdentities", Location: "westus", Tags: map[string]string{"env": "bench"},
		Properties: facts, Created: principal.Created, Modified: principal.Created,
	}
	granted := rbac.RoleAssignment{
		ID: service.Sources.NewGUID(), Scope: id.String(), PrincipalID: reader, PrincipalType: "ServicePrincipal", RoleDefinitionID: rbac.ReaderID,
		CreatedOn: principal.Created, UpdatedOn: principal.Created,
	}
	if i%2 == 1 {
		granted.Scope, granted.PrincipalID = id.Parent().String(), principal.ID
	}
	return []resource.Document{record.Document(), principal.Document(), granted.Document()}
}
