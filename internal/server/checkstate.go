package server

import (
	"context"
	"errors"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

// checkDocuments reports what a server could not work with. The views of a
// server that runs trust what is committed, so that this comes before.
func checkDocuments(ctx context.Context, documents []resource.Document) (err error) {
	store := memory.Open()
	defer func() { err = errors.Join(err, store.Close()) }()
	if _, err := store.Update(ctx, resource.Batch{Puts: documents}); err != nil {
		return err
	}
	for _, d := range documents {
		if strings.HasPrefix(d.Key, "/subscriptions/") {
			if _, err := resource.ParseRecord(d); err != nil {
				return err
			}
		}
	}
	if _, err := directory.Open(ctx, store); err != nil {
		return err
	}
	if _, err := directory.OpenApplications(ctx, store); err != nil {
		return err
	}
	if _, err := rbac.Open(ctx, store); err != nil {
		return err
	}
	if _, err := token.OpenRevocations(ctx, store); err != nil {
		return err
	}
	engine := arm.Engine{Store: store}
	return engine.OpenOperations(ctx)
}
