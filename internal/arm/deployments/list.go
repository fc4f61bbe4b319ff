package deployments

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// list lists the deployments at a scope itself, the latest first.
func (s *Service) list(ctx context.Context, c *arm.Call) ([]resource.Record, error) {
	text := c.Query("$filter")
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	if err := filter.Only(text, "provisioningState"); err != nil {
		return nil, err
	}
	wanted, filtered := filter.Equals("provisioningState")
	records, err := s.at(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	started := make(map[string]state, len(records))
	records = slices.DeleteFunc(records, func(r resource.Record) bool {
		st, stErr := stateOf(r)
		if stErr != nil {
			err = stErr
			return true
		}
		started[r.ID] = st
		id, idErr := resource.ParseID(r.ID)
		return idErr != nil || !c.MayRead(c.Type, id) || filtered && !strings.EqualFold(st.State, wanted)
	})
	slices.SortStableFunc(records, func(a, b resource.Record) int {
		return cmp.Or(started[b.ID].Started.Compare(started[a.ID].Started), strings.Compare(a.ID, b.ID))
	})
	return records, err
}

// at are the deployments that stand at a scope, and not beneath it.
func (s *Service) at(ctx context.Context, scope resource.ID) ([]resource.Record, error) {
	documents, err := s.documentsAt(ctx, scope)
	if err != nil {
		return nil, err
	}
	return resource.ParseRecords(documents)
}

func (s *Service) documentsAt(ctx context.Context, scope resource.ID) ([]resource.Document, error) {
	documents, _, err := s.Engine.Store.List(ctx, resource.Query{Kind: strings.ToLower(deploymentType), Under: scope.Key()})
	prefix := strings.TrimSuffix(scope.Key(), "/") + "/providers/microsoft.resources/deployments/"
	return slices.DeleteFunc(documents, func(d resource.Document) bool { return !strings.HasPrefix(d.Key, prefix) }), err
}
