package authorization

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const lockType = "Microsoft.Authorization/locks"

// The limits of locks, from Microsoft's API description.
const (
	maxLockName  = 260 // characters
	maxLockNotes = 512 // characters
)

// lock declares locks. What they stop is the engine's to say: it asks its
// register of locks, which Write and Delete keep.
func lock() *arm.ResourceType {
	return &arm.ResourceType{
		Name:       "locks",
		Display:    "Management Locks",
		Scope:      arm.OnAnything,
		Versions:   lockVersions,
		Required:   []string{"properties.level"},
		NoPatch:    true,
		AboveLocks: true,
		CheckName:  checkLockName,
		Write:      writeLock,
		Delete:     func(ctx context.Context, r *arm.Removal) error { return r.Unit.DropLock(ctx, r.ID) },
		List:       listLocks,
		Missing: func(id resource.ID) error {
			return resource.NotFound("LockNotFound", "The lock '%s' could not be found.", id.Name())
		},
	}
}

func checkLockName(name string) error {
	if n := len([]rune(name)); n <= maxLockName && !strings.Contains(name, ":") {
		return nil
	}
	return resource.Invalid("InvalidLockName", "The lock name '%.64s' is not valid: it can have %d characters at most, and none of <, >, %%, &, :, \\, ?, / and control characters.", name, maxLockName)
}

func writeLock(ctx context.Context, w *arm.Write) error {
	if w.ID.Subscription() == "" {
		return resource.Invalid("InvalidLockScope", "The scope '%s' cannot be locked: a lock stands at a subscription, a resource group or a resource.", w.ID.Parent())
	}
	level, err := lockLevel(w.Properties)
	if err != nil {
		return err
	}
	if notes := document.String(w.Properties, "notes"); len([]rune(notes)) > maxLockNotes {
		return resource.Invalid("InvalidLockNotes", "The notes of the lock '%s' have more than %d characters.", w.ID.Name(), maxLockNotes)
	}
	if err := checkLockOwners(w); err != nil {
		return err
	}
	w.Properties["level"] = string(level)
	id, err := resource.ParseID(w.Record.ID)
	if err != nil {
		return err
	}
	return w.Unit.PutLock(ctx, id, level)
}

func lockLevel(properties map[string]any) (arm.LockLevel, error) {
	given, _, _ := document.Member(properties, "level")
	text, _ := given.(string)
	for _, level := range []arm.LockLevel{arm.CanNotDelete, arm.ReadOnly} {
		if strings.EqualFold(text, string(level)) {
			return level, nil
		}
	}
	return "", resource.Invalid("InvalidLockLevel", "The lock level %s is not valid. The valid levels are 'CanNotDelete' and 'ReadOnly'.", document.Write(given))
}

// checkLockOwners checks the applications that are named as the lock's owners.
// They are kept and shown, and give no right.
func checkLockOwners(w *arm.Write) error {
	owners, _, _ := document.Member(w.Properties, "owners")
	if owners == nil {
		return nil
	}
	list, ok := owners.([]any)
	for _, owner := range list {
		ok = ok && document.String(owner, "applicationId") != ""
	}
	if !ok {
		return resource.Invalid("InvalidLockOwners", "The owners of the lock '%s' are not valid: each is an object with an applicationId.", w.ID.Name())
	}
	return nil
}

// listLocks lists the locks that hold at a scope: those at it, those that it
// inherits, and, unless the filter says atScope(), those beneath it.
func listLocks(ctx context.Context, c *arm.Call) ([]resource.Record, error) {
	text := c.Query("$filter")
	filter, err := arm.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	if err := filter.Only(text, "atScope"); err != nil {
		return nil, err
	}
	_, atScope := filter.Call("atScope")
	documents, _, err := c.Engine().Store.List(ctx, resource.Query{Kind: strings.ToLower(lockType), Under: c.ID.SubscriptionID().Key()})
	if err != nil {
		return nil, err
	}
	var records []resource.Record
	for _, d := range documents {
		record, err := resource.ParseRecord(d)
		if err != nil {
			return nil, err
		}
		id, err := resource.ParseID(record.ID)
		if err != nil {
			return nil, err
		}
		if scope := id.Parent(); (c.ID.Within(scope) || !atScope && scope.Within(c.ID)) && c.MayRead(c.Type, id) {
			records = append(records, record)
		}
	}
	return records, nil
}
