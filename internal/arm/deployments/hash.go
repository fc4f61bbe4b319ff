package deployments

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/template"
	"github.com/azimuthid/azimuth/internal/template/source"
)

// calculateHash answers the hash that a deployment of a template shows.
func calculateHash(_ context.Context, c *arm.Call) (*arm.Response, error) {
	n, err := source.Read(c.Request.Body, source.Limits{Bytes: template.MaxBytes})
	if err != nil {
		return nil, contentError("%v", err)
	}
	if !n.IsObject() {
		return nil, contentError("The body is no object. Path '', line %d, position %d.", n.Line, n.Column)
	}
	t, err := template.Read(n)
	if err != nil {
		return nil, violation(err)
	}
	return arm.JSON(http.StatusOK, map[string]any{"minifiedTemplate": string(document.Write(t.Document())), "templateHash": t.Hash()}), nil
}
