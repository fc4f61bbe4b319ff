package deployments

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// operations are the steps of a deployment, each a resource beneath it.
func (s *Service) operations() *arm.ResourceType {
	return &arm.ResourceType{
		Name: "deployments/operations", Display: "Deployment Operations", Scope: arm.OnScope, Versions: versions,
		ReadOnly: true, ParentFirst: true,
		List: s.listOperations,
		Show: func(_ context.Context, shown *arm.Shown) error {
			o, err := parseOperation(shown.Record)
			if err != nil {
				return err
			}
			shown.HideType = true
			shown.Name = ""
			shown.Extra("operationId", o.ID)
			properties, err := shown.Properties()
			for name, value := range s.shown(o) {
				properties[name] = value
			}
			return err
		},
		Missing: func(id resource.ID) error {
			return resource.NotFound("DeploymentOperationNotFound", "The deployment operation '%s' of the deployment '%s' could not be found.", id.Name(), id.Parent().Name())
		},
	}
}

// listOperations lists the steps in the order of the plan.
func (s *Service) listOperations(ctx context.Context, c *arm.Call) ([]resource.Record, error) {
	rows, err := s.operationsOf(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	records := make([]resource.Record, len(rows))
	for i, row := range rows {
		records[i] = row.record
	}
	return records, nil
}

// row is an operation as it is stored.
type row struct {
	operation
	record resource.Record
}

func (s *Service) operationsOf(ctx context.Context, deployment resource.ID) ([]row, error) {
	documents, _, err := s.Engine.Store.List(ctx, resource.Query{Kind: operationKind, Under: deployment.Key()})
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(documents))
	for i, d := range documents {
		if rows[i].record, err = resource.ParseRecord(d); err != nil {
			return nil, err
		}
		if rows[i].operation, err = parseOperation(rows[i].record); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.Order - b.Order })
	return rows, nil
}

// redirectOperations serves the addresses of operations from before deployments
// had a provider, which az uses still.
func (s *Service) redirectOperations(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	moved := *c.Request
	at := strings.Index(strings.ToLower(moved.Path), "/deployments/")
	moved.Path = moved.Path[:at] + "/providers/" + namespace + moved.Path[at:]
	return s.Engine.As(ctx, c.Caller, &moved)
}

// status answers the state of a deployment to those who poll for its end.
func (s *Service) status(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	id := c.ID.Child("providers/"+deploymentType, c.Args["deploymentName"])
	if err := c.Authorize(readStatus, id); err != nil {
		return nil, err
	}
	record, st, ok, err := load(ctx, s.Engine.Store, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, resource.NotFound("DeploymentNotFound", "Deployment '%s' could not be found.", id.Name())
	}
	if st.Status != c.Args["operationId"] {
		return nil, resource.NotFound("DeploymentOperationStatusNotFound", "The operation status '%s' of the deployment '%s' could not be found.", c.Args["operationId"], id.Name())
	}
	body := map[string]any{"status": st.State}
	if failure, err := failureOf(record); err != nil {
		return nil, err
	} else if failure != nil && st.State == failed {
		body["error"] = failure
	}
	return arm.JSON(http.StatusOK, body), nil
}
