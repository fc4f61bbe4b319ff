package rbac_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

func TestBuiltInRolesAreWellFormed(t *testing.T) {
	t.Parallel()
	ids, names := map[string]bool{}, map[string]bool{}
	for _, r := range rbac.BuiltIn() {
		if !resource.IsGUID(r.ID) || ids[r.ID] || names[r.Name] {
			t.Errorf("%s (%s): the id is no GUID, or the id or the name is not unique", r.Name, r.ID)
		}
		ids[r.ID], names[r.Name] = true, true
		if r.Type != rbac.BuiltInRole || r.Description == "" || r.CreatedOn.IsZero() || r.UpdatedOn.IsZero() {
			t.Errorf("%s: type, description or times are missing: %+v", r.Name, r)
		}
		if diff := cmp.Diff([]string{"/"}, r.AssignableScopes); diff != "" {
			t.Errorf("%s: assignable scopes (-want +got):\n%s", r.Name, diff)
		}
		for _, p := range r.Permissions {
			if p.Actions == nil || p.NotActions == nil || p.DataActions == nil || p.NotDataActions == nil {
				t.Errorf("%s: a list is nil", r.Name)
			}
		}
	}
}

// TestBuiltInRolesAreAzures compares ids, names and permissions with the
// reference data, which is not part of the repository.
func TestBuiltInRolesAreAzures(t *testing.T) {
	t.Parallel()
	type published struct {
		ID          string            `json:"name"`
		Name        string            `json:"roleName"`
		Permissions []rbac.Permission `json:"permissions"`
	}
	var reference []published
	if err := json.Unmarshal(readReference(t, "data/builtin-roles.json"), &reference); err != nil {
		t.Fatal(err)
	}
	byID := make(map[string]published)
	for _, r := range reference {
		byID[r.ID] = r
	}
	for _, r := range rbac.BuiltIn() {
		if diff := cmp.Diff(byID[r.ID], published{r.ID, r.Name, r.Permissions}); diff != "" {
			t.Errorf("%s (-published +ours):\n%s", r.Name, diff)
		}
	}
}

// readReference reads a file of the reference data at $AZIMUTH_REFERENCE or,
// without it, in the folder "shared" beside the repository.
func readReference(t *testing.T, name string) []byte {
	t.Helper()
	root := os.Getenv("AZIMUTH_REFERENCE")
	demanded := root != ""
	if !demanded {
		root = filepath.Join(repositoryRoot(t), "..", "shared")
	}
	b, err := os.ReadFile(filepath.Join(root, name))
	if errors.Is(err, fs.ErrNotExist) && !demanded {
		t.Skipf("the reference data is not there: set AZIMUTH_REFERENCE to its folder (%v)", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func repositoryRoot(t *testing.T) string {
	t.Helper()
	folder, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		above := filepath.Dir(folder)
		if above == folder {
			t.Fatal("no go.mod above the test")
		}
		folder = above
	}
}
