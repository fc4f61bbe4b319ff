package resources

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

const tagsType = "Microsoft.Resources/tags"

// tags is the resource {scope}/providers/Microsoft.Resources/tags/default: the
// tags of a subscription, a group or a resource, for those who may change
// nothing else of it.
func tags() *arm.ResourceType {
	return &arm.ResourceType{
		Name:     "tags",
		Display:  "Tags",
		Scope:    arm.OnAnything,
		Versions: []arm.Version{"2019-10-01", "2020-06-01", "2020-10-01", "2021-04-01", "2022-09-01", "2023-07-01", "2024-03-01", "2024-07-01", "2024-11-01", "2025-04-01"},
		Get:      getTags,
		List: func(ctx context.Context, c *arm.Call) ([]resource.Record, error) {
			record, err := readTags(ctx, c, c.ID)
			return []resource.Record{record}, err
		},
		Change: changeTags,
	}
}

func getTags(ctx context.Context, c *arm.Call) (resource.Record, error) {
	if err := checkTagsName(c.ID); err != nil {
		return resource.Record{}, err
	}
	return readTags(ctx, c, c.ID.Parent())
}

func checkTagsName(id resource.ID) error {
	if strings.EqualFold(id.Name(), "default") {
		return nil
	}
	return resource.Invalid("InvalidResourceName", "The resource name '%s' is invalid: the tags of a scope are called 'default'.", id.Name())
}

// readTags shows the tags of a scope.
func readTags(ctx context.Context, c *arm.Call, scope resource.ID) (resource.Record, error) {
	if err := checkTagged(c, scope); err != nil {
		return resource.Record{}, err
	}
	d, err := c.Engine().Store.Get(ctx, scope.Key())
	if errors.Is(err, resource.ErrNotFound) {
		return resource.Record{}, c.Missing(ctx)
	}
	if err != nil {
		return resource.Record{}, err
	}
	record, err := resource.ParseRecord(d)
	return tagsRecord(record.ID, record.Tags), err
}

// checkTagged refuses scopes that have no tags.
func checkTagged(c *arm.Call, scope resource.ID) error {
	if isSubscription(scope) {
		return nil
	}
	if t := c.Engine().Type(scope.Type()); t != nil && t.Tagged() {
		return nil
	}
	return resource.Invalid("ResourceTypeNotSupportTags", "The scope '%s' does not support tags.", scope)
}

func isSubscription(id resource.ID) bool {
	return strings.EqualFold(id.Type(), SubscriptionKind)
}

func tagsRecord(scope string, tags map[string]string) resource.Record {
	if tags == nil {
		tags = make(map[string]string)
	}
	return resource.Record{ID: scope + "/providers/" + tagsType + "/default", Type: tagsType, Properties: document.Write(map[string]any{"tags": tags})}
}

// changeTags serves PUT, which replaces the tags, PATCH, which does what its
// operation says, and DELETE.
func changeTags(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if err := checkTagsName(c.ID); err != nil {
		return nil, err
	}
	operation := "Delete all"
	var sent map[string]string
	if c.Request.Method != http.MethodDelete {
		var err error
		if operation, sent, err = readOperation(c); err != nil {
			return nil, err
		}
	}
	scope := c.ID.Parent()
	if err := checkTagged(c, scope); err != nil {
		return nil, err
	}
	var result resource.Record
	err := c.Work(ctx, scope.Key(), func(u *arm.Unit) error {
		var err error
		result, err = retag(ctx, c, u, scope, func(old map[string]string) (map[string]string, error) {
			return operate(operation, old, sent)
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	if c.Request.Method == http.MethodDelete {
		return &arm.Response{Status: http.StatusOK}, nil
	}
	return c.Answer(ctx, http.StatusOK, result)
}

func readOperation(c *arm.Call) (operation string, sent map[string]string, err error) {
	body, err := c.ReadObject()
	if err != nil {
		return "", nil, err
	}
	properties, _ := document.At(body, "properties").(map[string]any)
	sent, given, err := arm.ReadTags(properties)
	if err != nil {
		return "", nil, err
	}
	if !given {
		return "", nil, resource.Invalid("InvalidRequestContent", "The request content was invalid and could not be deserialized: 'Required property 'tags' not found in JSON. Path 'properties'.'.")
	}
	if c.Request.Method == http.MethodPut {
		return "Replace", sent, nil
	}
	operation = document.String(body, "operation")
	for _, known := range []string{"Merge", "Replace", "Delete"} {
		if strings.EqualFold(operation, known) {
			return known, sent, nil
		}
	}
	return "", nil, resource.Invalid("InvalidRequestContent", "The request content was invalid and could not be deserialized: 'Error converting value \"%s\" to type 'TagsPatchOperation'. Path 'operation'.'.", operation)
}

// operate is what an operation makes of tags. Names are compared without regard
// to case, and keep the case that they have. Delete takes those away that are
// sent with the same value or with none.
func operate(operation string, old, sent map[string]string) (map[string]string, error) {
	result := make(map[string]any, len(old)+len(sent))
	if operation == "Merge" || operation == "Delete" {
		for name, value := range old {
			result[name] = value
		}
	}
	for name, value := range sent {
		present, spelt, found := document.Member(result, name)
		switch {
		case operation != "Delete":
			result[spelt] = value
		case found && (value == "" || value == present):
			delete(result, spelt)
		}
	}
	merged, _, err := arm.ReadTags(map[string]any{"tags": result})
	return merged, err
}

// retag gives a scope other tags.
func retag(ctx context.Context, c *arm.Call, u *arm.Unit, scope resource.ID, change func(map[string]string) (map[string]string, error)) (resource.Record, error) {
	d, err := u.Get(ctx, scope.Key())
	if errors.Is(err, resource.ErrNotFound) {
		return resource.Record{}, c.Missing(ctx)
	}
	if err != nil {
		return resource.Record{}, err
	}
	record, err := resource.ParseRecord(d)
	if err != nil {
		return record, err
	}
	tags, err := change(record.Tags)
	if err != nil {
		return record, err
	}
	if isSubscription(scope) {
		record.Tags = tags
		u.Put(record.Document(d.Indexes...))
		return tagsRecord(record.ID, tags), nil
	}
	_, err = c.Engine().Rewrite(ctx, c, u, scope, func(w *arm.Write) error {
		w.Record.Tags = tags
		return nil
	})
	return tagsRecord(record.ID, tags), err
}
