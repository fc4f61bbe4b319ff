package resources

import (
	"context"
	"encoding/json"
	"maps"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// listResources lists the tracked resources of a subscription or a group that
// the caller may read, in the short form of the platform: without properties.
func listResources(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	selector, err := c.ReadSelector()
	if err != nil {
		return nil, err
	}
	page, err := c.ReadPage()
	if err != nil {
		return nil, err
	}
	records, next, err := c.Scan(ctx, resource.Query{Under: c.ID.Key()}, page, func(r resource.Record) (bool, error) {
		t := c.Engine().Type(r.Type)
		if t == nil || !t.Tracked(r) || t.Name == "resourceGroups" {
			return false, nil
		}
		id, err := resource.ParseID(r.ID)
		return err == nil && selector.Selects(r) && c.MayReadOne(t, id), err
	})
	if err != nil {
		return nil, err
	}
	for i := range records {
		if err := expand(c.Query("$expand"), &records[i]); err != nil {
			return nil, err
		}
		records[i].Properties = nil
	}
	return c.Listed(ctx, records, next)
}

// expand adds to a resource in the short form what $expand asks for, of what the
// platform knows.
func expand(wanted string, record *resource.Record) error {
	if wanted == "" {
		return nil
	}
	properties, err := document.Read(record.Properties)
	if err != nil {
		return err
	}
	state := document.At(properties, "provisioningState")
	if state == nil {
		state = "Succeeded" // what a resource without a state is in
	}
	members := maps.Clone(record.Members)
	if members == nil {
		members = make(map[string]json.RawMessage)
	}
	for name := range strings.SplitSeq(wanted, ",") {
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "createdtime":
			members["createdTime"] = document.Write(timestamp(record.Created))
		case "changedtime":
			members["changedTime"] = document.Write(timestamp(record.Modified))
		case "provisioningstate":
			members["provisioningState"] = document.Write(state)
		}
	}
	record.Members = members
	return nil
}

// timestamp is a time as Resource Manager writes it: seven digits, UTC.
func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.0000000Z") }
