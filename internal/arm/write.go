package arm

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Write is a resource on its way into the store, for a type's Write hook to
// check and complete.
type Write struct {
	*Call
	Unit *Unit
	// Old is the resource before; nil for a new one.
	Old           *resource.Record
	OldProperties map[string]any
	OldIdentity   identity.Assigned
	// Record is the resource as it will be stored, apart from the two below.
	Record     resource.Record
	Properties map[string]any
	Identity   identity.Assigned
	// Indexes are the index values to store with it.
	Indexes []resource.Index
	// Body is the request's body.
	Body map[string]any

	operation *operation // that the write began, if it takes time
}

// Patching reports whether the write is a PATCH.
func (w *Write) Patching() bool { return w.Request.Method == http.MethodPatch }

// Require demands rights on linked resources; it is LinkedAuthorizationFailed
// where the caller lacks one.
func (w *Write) Require(ctx context.Context, action string, scopes ...resource.ID) error {
	return w.engine.requireAll(ctx, w.Call, w.Unit, action, scopes)
}

// Uses marks that the resource refers to another one, which cannot be deleted meanwhile.
func (w *Write) Uses(id resource.ID) {
	index := UsesIndex(id)
	if !slices.Contains(w.Indexes, index) {
		w.Indexes = append(w.Indexes, index)
	}
}

// UsesIndex is the index under which the users of a resource are found.
func UsesIndex(id resource.ID) resource.Index {
	return resource.Index{Name: "uses", Value: id.Key()}
}

// write serves PUT and PATCH.
func (e *Engine) write(ctx context.Context, c *Call) (*Response, error) {
	body, err := c.readBody()
	if err != nil {
		return nil, err
	}
	if _, _, err := c.readIdentity(body); err != nil {
		return nil, err
	}
	var w *Write
	err = e.Work(ctx, c.ID.Key(), func(u *Unit) error {
		c.anew()
		if err := c.checkLocks(ctx, u, lockedWrite); err != nil {
			return err
		}
		amended, err := c.amended(ctx, u, body)
		if err != nil {
			return err
		}
		w = &Write{Call: c, Unit: u, Body: document.Clone(amended).(map[string]any)}
		if err := w.perform(ctx); err != nil {
			return err
		}
		if err := w.refusedToDeployment(); err != nil {
			return err
		}
		if err := w.govern(ctx); err != nil {
			return err
		}
		c.log(u, w.status())
		return nil
	})
	if err != nil {
		return nil, err
	}
	return e.written(ctx, w)
}

// perform puts the resource into the unit as the body has it.
func (w *Write) perform(ctx context.Context) error {
	request, hasIdentity, err := w.readIdentity(w.Body)
	if err != nil {
		return err
	}
	if err := w.begin(ctx); err != nil {
		return err
	}
	if hasIdentity {
		if err := w.changeIdentity(ctx, request); err != nil {
			return err
		}
	}
	return w.finish(ctx)
}

func (c *Call) readIdentity(body map[string]any) (identity.Request, bool, error) {
	if !c.Type.Identity {
		return identity.Request{}, false, nil
	}
	value, _, _ := document.Member(body, "identity")
	return identity.ParseRequest(value)
}

// begin reads what is there, checks the preconditions and merges the body into it.
func (w *Write) begin(ctx context.Context) error {
	if err := w.checkRegistered(ctx); err != nil {
		return err
	}
	d, err := w.Unit.Get(ctx, w.Type.key(w.ID))
	switch {
	case err == nil:
		old, err := w.Type.parse(d)
		if err != nil {
			return err
		}
		w.Old = &old
	case !errors.Is(err, resource.ErrNotFound):
		return err
	case w.Patching():
		return w.engine.explainMissing(ctx, w.Call)
	default:
		if err := w.engine.checkPlace(ctx, w.Unit, w.Call); err != nil {
			return err
		}
	}
	if err := w.engine.checkGroup(ctx, w.Unit, w.ID); err != nil {
		return err
	}
	if w.Old != nil {
		if err := w.engine.checkBusy(*w.Old); err != nil {
			return err
		}
	}
	if err := w.checkMatch(); err != nil {
		return err
	}
	if w.Old == nil {
		return w.create()
	}
	return w.change()
}

func (w *Write) create() error {
	if w.Type.CheckName != nil {
		if err := w.Type.CheckName(w.ID.Name()); err != nil {
			return err
		}
	}
	now := w.engine.Sources.Now().UTC()
	w.Record = resource.Record{ID: w.canonicalID(), Type: w.Type.FullName(), Created: now}
	w.Properties = make(map[string]any)
	return w.merge()
}

func (w *Write) change() error {
	w.Record = *w.Old
	var err error
	if w.OldIdentity, err = identity.Parse(w.Old.Identity); err != nil {
		return err
	}
	w.Identity = w.OldIdentity
	if w.OldProperties, err = readProperties(w.Old.Properties); err != nil {
		return err
	}
	w.Properties = document.Clone(w.OldProperties).(map[string]any)
	return w.merge()
}

func readProperties(stored json.RawMessage) (map[string]any, error) {
	if len(stored) == 0 {
		return make(map[string]any), nil
	}
	value, err := document.Read(stored)
	if err != nil {
		return nil, err
	}
	properties, _ := value.(map[string]any)
	return properties, nil
}

// changeIdentity carries out the identity member: the right to assign comes
// before the question whether what is assigned exists.
func (w *Write) changeIdentity(ctx context.Context, request identity.Request) error {
	if err := w.Require(ctx, "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", request.Assigns()...); err != nil {
		return err
	}
	next, err := request.Apply(w.OldIdentity, w.Patching())
	if err != nil {
		return err
	}
	host, err := resource.ParseID(w.Record.ID)
	if err != nil {
		return err
	}
	if w.Identity, err = w.engine.Identity.Change(ctx, w.Unit, host, w.OldIdentity, next); err != nil {
		return err
	}
	w.given()
	return nil
}

// finish lets the type complete the resource, and puts it into the unit.
func (w *Write) finish(ctx context.Context) error {
	if w.Type.Provisioned {
		w.Properties["provisioningState"] = "Succeeded"
	}
	if err := w.follow(ctx); err != nil {
		return err
	}
	if w.Type.Write != nil {
		if err := w.Type.Write(ctx, w); err != nil {
			return err
		}
	}
	for _, user := range w.Identity.User {
		id, err := resource.ParseID(user.ID)
		if err != nil {
			return err
		}
		w.Indexes = append(w.Indexes, AssignedIndex(id))
	}
	w.Record.Identity = w.Identity.Document()
	w.Record.Properties = document.Write(w.Properties)
	w.Record.Modified = w.engine.Sources.Now().UTC()
	switch w.Type.Etag {
	case CounterEtag:
		w.Record.Etag = NextEtag(w.Record.Etag)
	case GUIDEtag:
		w.Record.Etag = w.engine.Sources.For("etag", w.ID.Key()).NewGUID()
	case NoEtag:
	}
	w.Record.Pending = nil
	w.delay()
	return w.store()
}

func (w *Write) store() error {
	if w.Type.Stored == nil {
		w.Unit.Put(w.Record.Document(w.Indexes...))
		return nil
	}
	d, err := w.Type.Stored(w)
	if err == nil {
		w.Unit.Put(d)
	}
	return err
}

// AssignedIndex is the index under which the holders of a user-assigned identity are found.
func AssignedIndex(id resource.ID) resource.Index {
	return resource.Index{Name: "assigned", Value: id.Key()}
}

// status is what a write is answered with.
func (w *Write) status() int {
	if w.Old == nil && !w.Type.NeverCreated || w.Type.AlwaysCreated && !w.Patching() {
		return http.StatusCreated
	}
	return http.StatusOK
}

// written is the answer to a write.
func (e *Engine) written(ctx context.Context, w *Write) (*Response, error) {
	body, err := e.render(ctx, w.Call, w.begun())
	if err != nil {
		return nil, err
	}
	response := JSON(w.status(), body)
	if w.operation != nil {
		w.announce(response, *w.operation, w.Type.Operations.RetryWrite)
	}
	if w.Old == nil && w.Type.CreatedAt {
		response.with("Location", identity.LowerGroups(w.Record.ID))
	}
	return w.withEtag(response, w.Record), nil
}
