package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/snapshot"
)

// SaveSnapshot is the state in a data directory on which no server runs. It
// fails with ErrNoServer where none ever ran, and as Database.Open does where one
// runs.
func SaveSnapshot(ctx context.Context, database Database, dir string, history bool) (taken snapshot.Snapshot, err error) {
	path := filepath.Join(dir, databaseFile)
	if _, err := os.Stat(path); err != nil {
		return taken, fmt.Errorf("%s: %w", dir, ErrNoServer)
	}
	store, err := database.Open(path)
	if err != nil {
		return taken, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	all, _, err := store.List(ctx, resource.Query{})
	if err != nil {
		return taken, err
	}
	return take(all, history)
}

// LoadSnapshot puts a state into a data directory on which no server runs, in
// the place of the one that is there, in one commit. The directory is made where
// it is missing. The keys stay; the administrator's secret too, unless the state
// has another administrator, who gets a new one. It fails as Database.Open does
// where a server runs.
func LoadSnapshot(ctx context.Context, database Database, dir string, loaded snapshot.Snapshot) (err error) {
	config := Config{Data: dir}.withDefaults()
	if err := config.makeData(); err != nil {
		return err
	}
	store, err := database.Open(filepath.Join(config.Data, databaseFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	master, err := readMasterKey(config.Data, config.Sources)
	if err != nil {
		return err
	}
	gated := &gate{Store: store}
	var t tenant
	err = gated.rewrite(ctx, func(all []resource.Document) (resource.Batch, error) {
		documents, err := adopt(ctx, loaded, identity.NewHandles(derive(master, "machines")), passwordsIn(all, loaded))
		if err != nil {
			return resource.Batch{}, err
		}
		t, err = tenantIn(documents)
		return replace(all, documents), err
	})
	if err != nil {
		return err
	}
	// What follows the next start would do as well.
	if _, err := readAdmin(ctx, store, config.Data, config.Sources, t.AdminAppID); err != nil {
		return err
	}
	return renameTenant(config.Data, t)
}

// renameTenant has the file that clients read name the tenant that is there now.
func renameTenant(dir string, t tenant) error {
	path := filepath.Join(dir, environmentFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil // the first start writes it
	}
	if err != nil {
		return err
	}
	var e Environment
	if err := json.Unmarshal(text, &e); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	e.TenantID, e.SubscriptionID = t.TenantID, t.SubscriptionID
	return writeJSON(dir, environmentFile, e, 0o644)
}
