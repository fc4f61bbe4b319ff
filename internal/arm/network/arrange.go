package network

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// arrange brings an array of elements of a resource into the form in which it is
// stored: every element with a name of its own, its id and type, and properties
// that fill completes. An absent array becomes an empty one.
func arrange(w *arm.Write, member string, fill func(id string, properties map[string]any) error) error {
	value, spelt, _ := document.Member(w.Properties, member)
	delete(w.Properties, spelt)
	array, ok := value.([]any)
	if !ok && value != nil {
		return invalidContent("properties."+member, value)
	}
	names := make(map[string]bool)
	arranged := make([]any, 0, len(array))
	for i, value := range array {
		element, ok := value.(map[string]any)
		name := document.String(value, "name")
		if !ok || name == "" {
			return cannotParse("MissingJsonResourceName", "The element %d of properties.%s of resource %s has no name.", i, member, w.Record.ID)
		}
		if names[strings.ToLower(name)] {
			return cannotParse("DuplicateResourceName", "Resource %s/%s/ has two child resources with the same name (%s).", w.Record.ID, member, name)
		}
		names[strings.ToLower(name)] = true
		properties, ok := document.At(element, "properties").(map[string]any)
		if !ok {
			properties = make(map[string]any)
		}
		id := w.Record.ID + "/" + member + "/" + name
		properties["provisioningState"] = "Succeeded"
		if err := fill(id, properties); err != nil {
			return err
		}
		delete(element, "etag")
		element["id"], element["type"], element["properties"] = id, w.Type.FullName()+"/"+member, properties
		arranged = append(arranged, element)
	}
	w.Properties[member] = arranged
	return nil
}

// mark gives the elements of an array the etag of the resource that they are part of.
func mark(record resource.Record, properties map[string]any, members ...string) {
	for _, member := range members {
		for _, value := range document.Array(properties, member) {
			if element, ok := value.(map[string]any); ok {
				element["etag"] = `W/"` + record.Etag + `"`
			}
		}
	}
}

// cannotParse is Network's error for a body that is not what it expects.
func cannotParse(code, format string, args ...any) error {
	return &resource.Error{Kind: resource.KindInvalid, Code: "InvalidRequestFormat", Message: "Cannot parse the request.", Details: []resource.Error{
		{Kind: resource.KindInvalid, Code: code, Message: fmt.Sprintf(format, args...)},
	}}
}

// oneOf brings the text at a member into the case of the one of words that it is.
func oneOf(id string, properties map[string]any, member string, words ...string) error {
	value := document.At(properties, member)
	if value == nil {
		return cannotParse("MissingJsonProperty", "Value for property '%s' of resource %s is missing.", member, id)
	}
	text, _ := value.(string)
	for _, word := range words {
		if strings.EqualFold(text, word) {
			document.Set(properties, member, word)
			return nil
		}
	}
	return cannotParse("InvalidJson", "Error converting value %s of property '%s' of resource %s: it must be one of %s.", document.Write(value), member, id, strings.Join(words, ", "))
}

// numbers turns the numbers at the given members, which templates send as text
// too, into numbers; absent ones stay so.
func numbers(id string, properties map[string]any, members ...string) error {
	for _, member := range members {
		value := document.At(properties, member)
		if value == nil {
			continue
		}
		n, err := strconv.Atoi(fmt.Sprint(value))
		if err != nil {
			return cannotParse("InvalidJson", "Error converting value %s of property '%s' of resource %s to type 'System.Int32'.", document.Write(value), member, id)
		}
		document.Set(properties, member, json.Number(strconv.Itoa(n)))
	}
	return nil
}

// number is the number at a member, as numbers has left it; ok is false where there is none.
func number(properties map[string]any, member string) (n int, ok bool) {
	value, ok := document.At(properties, member).(json.Number)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(value.String())
	return n, err == nil
}
