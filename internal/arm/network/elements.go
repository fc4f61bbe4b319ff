package network

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// elements are resources that stand in an array of another one and are kept in
// it: the rules of a security group, the parts of a load balancer.
type elements struct {
	parent  string // type of what contains them, such as "loadBalancers"
	member  string // of its properties; the type's last segment too
	display string
	// writable elements can be put and deleted by themselves.
	writable bool
	// dress completes the containing resource's properties as a client sees them.
	dress func(ctx context.Context, c *arm.Call, record resource.Record, properties map[string]any) error
}

func (e elements) declare() *arm.ResourceType {
	return &arm.ResourceType{
		Name:        e.parent + "/" + e.member,
		Display:     e.display,
		Versions:    versions,
		ReadOnly:    !e.writable,
		NoPatch:     true,
		Etag:        arm.GUIDEtag,
		ParentFirst: true,
		Missing:     notInside,
		Get:         e.get,
		List: func(ctx context.Context, c *arm.Call) ([]resource.Record, error) {
			return e.all(ctx, c, c.ID)
		},
		Change: e.change,
	}
}

// notInside is how Network answers for what its container does not have.
func notInside(id resource.ID) error {
	return resource.NotFound("NotFound", "Resource %s not found.", id)
}

// all reads the elements of a resource.
func (e elements) all(ctx context.Context, c *arm.Call, parent resource.ID) ([]resource.Record, error) {
	d, err := c.Engine().Store.Get(ctx, parent.Key())
	if errors.Is(err, resource.ErrNotFound) {
		return nil, c.Missing(ctx)
	}
	if err != nil {
		return nil, err
	}
	record, err := resource.ParseRecord(d)
	if err != nil {
		return nil, err
	}
	return e.of(ctx, c, record)
}

// of are the elements of a resource as records of their own.
func (e elements) of(ctx context.Context, c *arm.Call, record resource.Record) ([]resource.Record, error) {
	value, err := document.Read(record.Properties)
	if err != nil {
		return nil, err
	}
	properties, _ := value.(map[string]any)
	if err := e.dress(ctx, c, record, properties); err != nil {
		return nil, err
	}
	var all []resource.Record
	for _, element := range document.Array(properties, e.member) {
		all = append(all, resource.Record{
			ID:         document.String(element, "id"),
			Type:       record.Type + "/" + e.member,
			Etag:       record.Etag,
			Properties: document.Write(document.At(element, "properties")),
		})
	}
	return all, nil
}

func (e elements) get(ctx context.Context, c *arm.Call) (resource.Record, error) {
	all, err := e.all(ctx, c, c.ID.Parent())
	if err != nil {
		return resource.Record{}, err
	}
	if found := pick(all, c.ID); found != nil {
		return *found, nil
	}
	return resource.Record{}, c.Missing(ctx)
}

func pick(all []resource.Record, id resource.ID) *resource.Record {
	for i := range all {
		if strings.EqualFold(all[i].ID, id.String()) {
			return &all[i]
		}
	}
	return nil
}

// change serves PUT and DELETE of an element, as a change of what contains it.
func (e elements) change(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	var put map[string]any
	if c.Request.Method == http.MethodPut {
		body, err := c.ReadObject()
		if err != nil {
			return nil, err
		}
		put = map[string]any{"name": c.ID.Name(), "properties": document.At(body, "properties")}
	}
	var old *resource.Record
	var parent resource.Record
	err := c.Work(ctx, c.ID.Parent().Key(), func(u *arm.Unit) error {
		var err error
		if parent, err = u.Record(ctx, c.ID.Parent()); errors.Is(err, resource.ErrNotFound) {
			return c.Missing(ctx)
		} else if err != nil {
			return err
		}
		all, err := e.of(ctx, c, parent)
		if err != nil {
			return err
		}
		old = pick(all, c.ID)
		if err := c.CheckMatch(old); err != nil || old == nil && put == nil {
			return err
		}
		w, err := c.Engine().Rewrite(ctx, c, u, c.ID.Parent(), func(w *arm.Write) error {
			w.Properties[e.member] = document.Replace(document.Array(w.Properties, e.member), c.ID.Name(), put)
			return nil
		})
		if err == nil {
			parent = w.Record
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case put != nil:
		return e.written(ctx, c, parent, old == nil)
	case old == nil:
		return &arm.Response{Status: http.StatusNoContent}, nil
	}
	return &arm.Response{Status: http.StatusOK}, nil
}

func (e elements) written(ctx context.Context, c *arm.Call, parent resource.Record, created bool) (*arm.Response, error) {
	all, err := e.of(ctx, c, parent)
	if err != nil {
		return nil, err
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	return c.Answer(ctx, status, *pick(all, c.ID))
}
