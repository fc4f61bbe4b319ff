package server

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

// plant brings the data to what the seed asks for, in one commit.
func (s *Server) plant(ctx context.Context) error {
	if s.planned == nil {
		return nil
	}
	fresh := false
	var documents []resource.Document
	err := s.store.rewrite(ctx, func(all []resource.Document) (_ resource.Batch, err error) {
		fresh = s.isFresh(all)
		documents, err = s.seeded(ctx, all)
		return replace(all, documents), err
	})
	if err == nil && fresh {
		// This is the beginning to which a reset returns, and need not be worked out again.
		s.began = &beginning{documents: slices.DeleteFunc(documents, stays)}
		if drawn := s.config.Sources.Draws; drawn != nil {
			s.began.drawn = drawn.Mark()
		}
	}
	return err
}

// isFresh reports whether documents are no more than those of the first start.
func (s *Server) isFresh(all []resource.Document) bool {
	first := s.tenant.documents(nil)
	for _, d := range all {
		if !stays(d) && !slices.ContainsFunc(first, func(f resource.Document) bool { return f.Key == d.Key }) {
			return false
		}
	}
	return s.era == 0
}

// seeded are documents with what the seed adds to them. A server that stands
// beside this one, over a copy, is asked for it by the same requests that a
// client would send: all rules hold, and nothing is here before all is well.
func (s *Server) seeded(ctx context.Context, documents []resource.Document) (_ []resource.Document, err error) {
	beside, err := s.stage(ctx, documents)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, beside.closeStage()) }()
	target, err := beside.newInside(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.planned.Apply(ctx, target); err != nil {
		return nil, fmt.Errorf("the seed was not applied: %w", err)
	}
	all, _, err := beside.store.List(ctx, resource.Query{})
	return all, err
}

// stage is a server with documents of its own, in memory. It has this one's
// keys and names, listens to nobody and writes no file; operations are done at once.
func (s *Server) stage(ctx context.Context, documents []resource.Document) (*Server, error) {
	beside := &Server{
		config: s.config, store: &gate{Store: memory.Open()}, staged: true,
		master: s.master, authority: s.authority, tenant: s.tenant, admin: s.admin, https: s.https, metadata: s.metadata,
	}
	beside.config.Data, beside.config.AsyncAzure, beside.config.DirectoryDelay, beside.config.Observe = "", false, 0, nil
	if _, err := beside.store.Update(ctx, resource.Batch{Puts: documents}); err != nil {
		return nil, errors.Join(err, beside.closeStage())
	}
	if drawn := s.config.Sources.Draws; drawn != nil {
		beside.store.Watch(drawn.Follow)
	}
	sealer, err := token.NewSealer(derive(s.master, "seal"), s.config.Sources)
	if err != nil {
		return nil, errors.Join(err, beside.closeStage())
	}
	v, err := beside.openViews(ctx, sealer)
	if err == nil {
		err = beside.buildFronts(ctx, v, sealer)
	}
	if err != nil {
		return nil, errors.Join(err, beside.closeStage())
	}
	return beside, nil
}

// closeStage releases what is the staged server's own.
func (s *Server) closeStage() error {
	s.https, s.metadata = nil, nil
	return s.Close()
}
