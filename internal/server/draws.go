package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/azimuthid/azimuth/internal/resource"
)

// What ids are drawn from, where they follow from a seed, is counted in eras: a
// start on data that are there, or a loaded snapshot, begins another one, so that
// no id comes twice.
const (
	drawsKey  = "/azimuth/draws"
	drawsKind = "azimuth/draws"
)

type draws struct {
	Era int `json:"era"`
}

// openDraws begins the era of this start.
func (s *Server) openDraws(ctx context.Context) error {
	drawn := s.config.Sources.Draws
	if drawn == nil {
		return nil
	}
	d, err := s.store.Get(ctx, drawsKey)
	switch {
	case errors.Is(err, resource.ErrNotFound):
	case err != nil:
		return err
	default:
		last, err := eraOf(d)
		if err != nil {
			return err
		}
		s.era = last + 1
	}
	drawn.Begin(s.era)
	s.store.Watch(drawn.Follow)
	_, err = s.store.Update(ctx, resource.Batch{Puts: []resource.Document{eraDocument(s.era)}})
	return err
}

func eraOf(d resource.Document) (int, error) {
	var e draws
	if err := json.Unmarshal(d.Body, &e); err != nil {
		return 0, fmt.Errorf("%s: %w", d.Key, err)
	}
	return e.Era, nil
}

func eraDocument(era int) resource.Document {
	return resource.Document{Key: drawsKey, Kind: drawsKind, Body: fmt.Appendf(nil, `{"era":%d}`, era)}
}

// nextEra has a batch begin another era, where ids follow from a seed.
func (s *Server) nextEra(b resource.Batch) resource.Batch {
	if s.config.Sources.Draws == nil {
		return b
	}
	s.era++
	s.config.Sources.Draws.Begin(s.era)
	b.Puts = append(b.Puts, eraDocument(s.era))
	return b
}
