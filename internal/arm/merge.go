package arm

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// merge brings the body into the record: a PUT replaces, but for what the type
// keeps; a PATCH merges by RFC 7396, but for tags, which it replaces.
func (w *Write) merge() error {
	for _, step := range []func() error{w.mergeLocation, w.mergeTags, w.mergeMembers, w.mergeProperties, w.checkRequired} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *Write) mergeLocation() error {
	sent, err := readText(w.Body, "location")
	if err != nil {
		return err
	}
	location := NormalLocation(sent)
	if location == "" && w.Type.ParentLocation && w.Old == nil {
		location = w.engine.locationOf(context.Background(), w.Unit, w.ID)
	}
	switch {
	case location == "" && w.Type.Located && !w.Type.ParentLocation && !w.Patching():
		return resource.Invalid("LocationRequired", "The location property is required for this definition.")
	case location == "" || location == w.Record.Location:
		return nil
	case w.Old != nil && w.Type.Tracked(*w.Old):
		return w.otherLocation(location)
	case !knownLocation(location) && (!w.Type.unknown || location != "global"):
		return w.noSuchLocation(sent)
	}
	w.Record.Location = location
	return nil
}

func (w *Write) otherLocation(location string) error {
	if w.Type.Name == "resourceGroups" {
		return resource.Conflict("InvalidResourceGroupLocation", "Invalid resource group location '%s'. The Resource group already exists in location '%s'.", location, w.Record.Location)
	}
	group := w.ID.ResourceGroup()
	return resource.Conflict("InvalidResourceLocation", "The resource '%s' already exists in location '%s' in resource group '%s'. A resource with the same name cannot be created in location '%s'. Please select a new resource name.", w.ID.Name(), w.Record.Location, group, location)
}

func (w *Write) noSuchLocation(sent string) error {
	if w.Type.Name == "resourceGroups" {
		return resource.Invalid("LocationNotAvailableForResourceGroup", "The provided location '%s' is not available for resource group. List of available regions is '%s'.", sent, strings.Join(LocationNames(), ","))
	}
	return resource.Invalid("LocationNotAvailableForResourceType", "The provided location '%s' is not available for resource type '%s'. List of available regions for the resource type is '%s'.", sent, w.Type.FullName(), strings.Join(LocationNames(), ","))
}

func (w *Write) mergeTags() error {
	tags, sent, err := ReadTags(w.Body)
	if err != nil {
		return err
	}
	if sent || !w.Patching() {
		w.Record.Tags = tags
	}
	return nil
}

// mergeMembers handles sku, plan, zones and their like. A PUT that leaves one
// out keeps it: they are chosen at creation.
func (w *Write) mergeMembers() error {
	kept := w.Record.Members
	w.Record.Members = make(map[string]json.RawMessage, len(w.Type.Members))
	for _, member := range w.Type.membersOf(w.Body, names(kept)) {
		if old, ok := kept[member]; ok {
			w.Record.Members[member] = old
		}
		value, _, _ := document.Member(w.Body, member)
		if value == nil {
			continue
		}
		if w.Patching() && kept[member] != nil {
			old, err := document.Read(kept[member])
			if err != nil {
				return err
			}
			value = document.Merge(old, value)
		}
		w.Record.Members[member] = document.Write(value)
	}
	return nil
}

func names(members map[string]json.RawMessage) map[string]any {
	all := make(map[string]any, len(members))
	for name := range members {
		all[name] = nil
	}
	return all
}

func (w *Write) mergeProperties() error {
	sent, err := readObjectMember(w.Body, "properties")
	if err != nil {
		return err
	}
	for _, secret := range w.Type.Secret {
		removeAll(sent, strings.Split(secret, "."))
	}
	if w.Patching() {
		w.Properties = document.Merge(w.Properties, sent).(map[string]any)
		return nil
	}
	if sent == nil && w.Old != nil && w.Type.KeepsProperties {
		return nil
	}
	if sent == nil {
		sent = make(map[string]any)
	}
	for _, path := range w.Type.Kept {
		if old := document.At(w.OldProperties, path); old != nil {
			document.Set(sent, path, document.Fill(document.At(sent, path), old))
		}
	}
	w.Properties = sent
	return nil
}

// removeAll takes a path away whose segments may be "*", for every element of an array.
func removeAll(value any, path []string) {
	if path[0] == "*" {
		elements, _ := value.([]any)
		for _, element := range elements {
			removeAll(element, path[1:])
		}
		return
	}
	object, _ := value.(map[string]any)
	inner, name, ok := document.Member(object, path[0])
	if !ok {
		return
	}
	if len(path) == 1 {
		delete(object, name)
		return
	}
	removeAll(inner, path[1:])
}

// checkRequired demands the paths that the type requires, in the resource as it is to be.
func (w *Write) checkRequired() error {
	for _, path := range w.Type.Required {
		var value any
		if inner, ok := strings.CutPrefix(path, "properties."); ok {
			value = document.At(w.Properties, inner)
			path = inner
		} else if head, rest, more := strings.Cut(path, "."); w.Record.Members[head] != nil {
			member, err := document.Read(w.Record.Members[head])
			if err != nil {
				return err
			}
			if value = member; more {
				value = document.At(member, rest)
			}
		}
		if value == nil {
			return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidParameter", Message: "Required parameter '" + path + "' is missing (null).", Target: path}
		}
	}
	return nil
}
