package server

import (
	"context"
	"errors"
	"fmt"

	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

// Keys are what takes time to make for a server: its master key, its first
// signing key and its certificate authority. Servers that share them differ in
// their tenants, so that none takes a token of another's.
type Keys struct {
	master    []byte
	signing   resource.Document
	authority resource.Document
}

// MakeKeys makes keys for any number of servers with memory stores.
func MakeKeys(ctx context.Context) (_ *Keys, err error) {
	sources := resource.System()
	k := &Keys{master: sources.Bytes(masterKeySize)}
	sealer, err := token.NewSealer(derive(k.master, "seal"), sources)
	if err != nil {
		return nil, err
	}
	store := memory.Open()
	defer func() { err = errors.Join(err, store.Close()) }()
	if _, err := token.OpenKeyring(ctx, store, sealer, sources); err != nil {
		return nil, err
	}
	if k.signing, err = only(ctx, store); err != nil {
		return nil, err
	}
	if _, err := store.Update(ctx, resource.Batch{Deletes: []string{k.signing.Key}}); err != nil {
		return nil, err
	}
	if _, err := ca.Open(ctx, store, sealer, sources, nil); err != nil {
		return nil, err
	}
	k.authority, err = only(ctx, store)
	return k, err
}

// only is the one document of a store.
func only(ctx context.Context, store resource.Store) (resource.Document, error) {
	all, _, err := store.List(ctx, resource.Query{})
	if err == nil && len(all) != 1 {
		err = fmt.Errorf("server: %d documents where one was made", len(all))
	}
	if err != nil {
		return resource.Document{}, err
	}
	return all[0], nil
}

// openKeys is the master key. Keys that were made before are put into the store
// before anything follows it, as if a server had left them there.
func (s *Server) openKeys(ctx context.Context) ([]byte, error) {
	if s.config.Keys == nil {
		return readMasterKey(s.config.Data, s.config.Sources)
	}
	signing, err := token.Restamped(s.config.Keys.signing, s.config.Sources.Now())
	if err != nil {
		return nil, err
	}
	_, err = s.store.Update(ctx, resource.Batch{Puts: []resource.Document{signing, s.config.Keys.authority}})
	return s.config.Keys.master, err
}
