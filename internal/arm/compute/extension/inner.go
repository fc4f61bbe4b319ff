package extension

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/compute/property"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Inner are extensions that are kept in what has them: those of scale
// sets in their profile, those of instances in the profile that was applied.
type Inner struct {
	Name, Display string
	Versions      []arm.Version
	// Path is where the extensions stand in the properties of what has them.
	Path string
	// Store puts a changed list into what has them.
	Store func(ctx context.Context, c *arm.Call, u *arm.Unit, next []any) error
}

// Declare declares the extensions as a type of resources.
func (e Inner) Declare() *arm.ResourceType {
	return &arm.ResourceType{
		Name:       e.Name,
		Display:    e.Display,
		Versions:   e.Versions,
		Operations: arm.ComputeOperations(),
		Get:        e.get,
		List:       func(ctx context.Context, c *arm.Call) ([]resource.Record, error) { return e.all(ctx, c, c.ID) },
		Change:     e.change,
		Show: func(ctx context.Context, s *arm.Shown) error {
			s.HideType = s.Version.Before(innerTypesSince)
			return Show(ctx, s)
		},
	}
}

// innerTypesSince is the api-version from which extensions inside scale sets tell their type.
const innerTypesSince = "2019-07-01"

// all are the extensions of what has this id.
func (e Inner) all(ctx context.Context, c *arm.Call, parent resource.ID) ([]resource.Record, error) {
	record, _, err := resource.Load(ctx, c.Engine().Store, parent.Key())
	if errors.Is(err, resource.ErrNotFound) {
		return nil, c.Missing(ctx)
	}
	if err != nil {
		return nil, err
	}
	return e.Of(record)
}

// Of are the extensions of a scale set or an instance as records of their own.
func (e Inner) Of(parent resource.Record) ([]resource.Record, error) {
	properties, err := document.Read(parent.Properties)
	if err != nil {
		return nil, err
	}
	var all []resource.Record
	for _, one := range InProfile(properties, e.Path) {
		own, _ := document.Clone(one.Properties).(map[string]any)
		own["provisioningState"] = "Succeeded"
		record := resource.Record{
			ID: parent.ID + "/extensions/" + one.Name, Type: parent.Type + "/extensions",
			Properties: document.Write(own), Created: parent.Created, Modified: parent.Modified,
		}
		if e.Path == ProfilePath {
			record.Location = parent.Location
		}
		all = append(all, record)
	}
	return all, nil
}

func (e Inner) get(ctx context.Context, c *arm.Call) (resource.Record, error) {
	all, err := e.all(ctx, c, c.ID.Parent())
	if err != nil {
		return resource.Record{}, err
	}
	i := indexOf(all, c.ID)
	if i < 0 {
		return resource.Record{}, c.Missing(ctx)
	}
	return all[i], nil
}

// change serves PUT, PATCH and DELETE of an extension as a change of what has it.
func (e Inner) change(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	sent, err := readSent(c)
	if err != nil {
		return nil, err
	}
	var existed bool
	err = c.Work(ctx, c.ID.Parent().Key(), func(u *arm.Unit) error {
		parent, err := u.Record(ctx, c.ID.Parent())
		if errors.Is(err, resource.ErrNotFound) {
			return c.Missing(ctx)
		}
		if err != nil {
			return err
		}
		existed, err = e.replace(ctx, c, u, parent, sent)
		return err
	})
	switch {
	case errors.Is(err, errNothingThere):
		return &arm.Response{Status: http.StatusNoContent}, nil
	case err != nil:
		return nil, err
	case sent == nil:
		return &arm.Response{Status: http.StatusOK}, nil
	}
	return e.written(ctx, c, existed)
}

// errNothingThere ends the deletion of what is not there.
var errNothingThere = errors.New("nothing to delete")

// readSent reads the properties that a write sends, without its secrets; a
// deletion sends nil.
func readSent(c *arm.Call) (map[string]any, error) {
	if c.Request.Method == http.MethodDelete {
		return nil, nil
	}
	body, err := c.ReadObject()
	if err != nil {
		return nil, err
	}
	sent, _ := document.At(body, "properties").(map[string]any)
	if sent == nil {
		sent = make(map[string]any)
	}
	for _, secret := range append([]string{"provisioningState"}, Secrets...) {
		document.Remove(sent, secret)
	}
	return sent, nil
}

// replace puts what is sent in the place of the extension that the call names; nil takes
// that away.
func (e Inner) replace(ctx context.Context, c *arm.Call, u *arm.Unit, parent resource.Record, sent map[string]any) (existed bool, err error) {
	properties, err := document.Read(parent.Properties)
	if err != nil {
		return false, err
	}
	list := document.Array(properties, e.Path)
	at := slices.IndexFunc(list, func(one any) bool { return strings.EqualFold(document.String(one, "name"), c.ID.Name()) })
	existed = at >= 0
	switch {
	case !existed && sent == nil:
		return false, errNothingThere
	case !existed && c.Request.Method == http.MethodPatch:
		return false, c.Missing(ctx)
	}
	put := map[string]any{"name": c.ID.Name(), "properties": sent}
	switch {
	case sent == nil:
		put = nil
	case existed:
		if put, err = changed(c, list[at], sent); err != nil {
			return existed, err
		}
	}
	return existed, e.Store(ctx, c, u, document.Replace(list, c.ID.Name(), put))
}

// changed is an extension of a list as a PUT or a PATCH leaves it. It refuses to make
// another one of it.
func changed(c *arm.Call, old any, sent map[string]any) (map[string]any, error) {
	put := map[string]any{"name": document.String(old, "name"), "properties": sent}
	if c.Request.Method == http.MethodPatch {
		put["properties"] = document.Merge(document.Clone(document.At(old, "properties")), sent)
	}
	for _, f := range Frozen {
		if !property.Same(document.At(old, "properties."+f.Path), document.At(put, "properties."+f.Path)) {
			return nil, property.Changed(f.Path)
		}
	}
	return put, nil
}

// written is the answer to a write.
func (e Inner) written(ctx context.Context, c *arm.Call, existed bool) (*arm.Response, error) {
	record, err := e.get(ctx, c)
	if err != nil {
		return nil, err
	}
	if existed {
		return c.Answer(ctx, http.StatusOK, record)
	}
	return c.Answer(ctx, http.StatusCreated, record)
}

func indexOf(all []resource.Record, id resource.ID) int {
	return slices.IndexFunc(all, func(r resource.Record) bool { return strings.EqualFold(r.ID, id.String()) })
}
