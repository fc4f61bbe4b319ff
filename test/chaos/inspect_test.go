package chaos_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// The kinds of documents that are looked at.
const (
	groupKind     = "microsoft.resources/resourcegroups"
	userKind      = "microsoft.managedidentity/userassignedidentities"
	setKind       = "microsoft.compute/virtualmachinescalesets"
	instanceKind  = setKind + "/virtualmachines"
	operationKind = "azimuth/operation"
)

// inspect looks at the database that a crash left, and returns the addresses of
// the operations that are still open in it.
func inspect(t *testing.T, folder string) (open []string) {
	t.Helper()
	store, err := sqlite.Open(filepath.Join(folder, "azimuth.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	documents, _, err := store.List(t.Context(), resource.Query{})
	if err != nil {
		t.Fatal(err)
	}
	open, faults, err := judge(documents)
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range faults {
		t.Error(fault)
	}
	return open
}

// judge finds what is there by half.
func judge(documents []resource.Document) (open, faults []string, err error) {
	there := make(map[string]resource.Document)
	for _, d := range documents {
		there[d.Key] = d
	}
	owners := make(map[string]string) // of principals, by the principals' keys
	instances := make(map[string]int) // by the key of the scale set
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	for _, d := range documents {
		if group, ok := groupOf(d.Key); ok && there[group].Kind != groupKind {
			fault("%s stands in a group that is gone", d.Key)
		}
		switch {
		case d.Kind == userKind:
			facts, err := identity.UserAssignedFacts(d)
			if err != nil {
				return nil, nil, err
			}
			owners[directory.PrincipalKey(facts.PrincipalID)] = d.Key
		case d.Kind == instanceKind:
			instances[d.Key[:strings.LastIndex(d.Key, "/virtualmachines/")]]++
		case strings.HasPrefix(d.Kind, "microsoft.compute/"):
			record, err := resource.ParseRecord(d)
			if err != nil {
				return nil, nil, err
			}
			if held, err := identity.Parse(record.Identity); err != nil {
				return nil, nil, err
			} else if held.System != nil {
				owners[directory.PrincipalKey(held.System.PrincipalID)] = d.Key
			}
		case d.Kind == operationKind:
			var o struct {
				ID, Subscription string
				Done             bool
			}
			if err := json.Unmarshal(d.Body, &o); err != nil {
				return nil, nil, err
			}
			if !o.Done {
				open = append(open, "/subscriptions/"+o.Subscription+"/operationresults/"+o.ID+groupVersion)
			}
		}
	}
	for key, owner := range owners {
		if there[key].Kind != directory.PrincipalKind {
			fault("%s has no principal", owner)
		}
	}
	for _, d := range documents {
		switch d.Kind {
		case directory.PrincipalKind:
			p, err := directory.ParseServicePrincipal(d)
			if err != nil {
				return nil, nil, err
			}
			if p.Type == directory.TypeManagedIdentity && owners[d.Key] == "" {
				fault("the principal %s (%v) has no owner", d.Key, p.AlternativeNames)
			}
		case setKind:
			record, err := resource.ParseRecord(d)
			if err != nil {
				return nil, nil, err
			}
			var sku struct{ Capacity int }
			if err := json.Unmarshal(record.Members["sku"], &sku); err != nil {
				return nil, nil, err
			}
			if instances[d.Key] != sku.Capacity {
				fault("%s has the capacity %d and %d instances", d.Key, sku.Capacity, instances[d.Key])
			}
			delete(instances, d.Key)
		}
	}
	for set, n := range instances {
		fault("%d instances of %s, which is gone", n, set)
	}
	return open, faults, nil
}

// groupOf is the key of the group in which a key stands.
func groupOf(key string) (string, bool) {
	parts := strings.Split(key, "/") // "", "subscriptions", id, "resourcegroups", name, ...
	if len(parts) <= 5 || parts[1] != "subscriptions" || parts[3] != "resourcegroups" {
		return "", false
	}
	return strings.Join(parts[:5], "/"), true
}
