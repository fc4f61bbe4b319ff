package arm

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// commonMembers are the members that every resource's body may have. Those that
// the server owns are taken and not looked at: clients send back what they read.
var commonMembers = []string{"id", "name", "type", "location", "tags", "properties", "etag", "systemData"}

// readBody reads the body of a write: an object with no members but those that
// the type has.
func (c *Call) readBody() (map[string]any, error) {
	members, err := c.ReadObject()
	if err != nil {
		return nil, err
	}
	for name := range members {
		known := func(member string) bool { return strings.EqualFold(member, name) }
		if c.Type.unknown || slices.ContainsFunc(commonMembers, known) || slices.ContainsFunc(c.Type.Members, known) || c.Type.Identity && known("identity") {
			continue
		}
		return nil, contentError("Could not find member '%s' on object of type 'ResourceDefinition'. Path '%s'.", name, name)
	}
	return members, nil
}

// ReadObject reads the body as a JSON object.
func (c *Call) ReadObject() (map[string]any, error) {
	if len(c.Request.Body) == 0 {
		return nil, resource.Invalid("InvalidRequestContent", "The request content was invalid and could not be deserialized: 'The body is empty.'.")
	}
	value, err := document.Read(c.Request.Body)
	if err != nil {
		return nil, contentError("%v", err)
	}
	members, ok := value.(map[string]any)
	if !ok {
		return nil, contentError("Error converting value %s to type 'ResourceDefinition'. Path ''.", brief(value))
	}
	return members, checkUnique(members)
}

func contentError(format string, args ...any) error {
	return resource.Invalid("InvalidRequestContent", "The request content was invalid and could not be deserialized: '%s'.", fmt.Sprintf(format, args...))
}

// brief is a value for an error text.
func brief(value any) string {
	text := string(document.Write(value))
	if len(text) > 60 {
		return text[:60] + "..."
	}
	return text
}

// readText takes a member that must be a string; absent or null is "".
func readText(body map[string]any, member string) (string, error) {
	value, name, _ := document.Member(body, member)
	text, ok := value.(string)
	if !ok && value != nil {
		return "", contentError("Error converting value %s to type 'System.String'. Path '%s'.", brief(value), name)
	}
	return text, nil
}

// readObjectMember takes a member that must be an object; absent or null is nil.
func readObjectMember(body map[string]any, member string) (map[string]any, error) {
	value, name, _ := document.Member(body, member)
	object, ok := value.(map[string]any)
	if !ok && value != nil {
		return nil, contentError("Error converting value %s to type 'System.Object'. Path '%s'.", brief(value), name)
	}
	return object, nil
}

// The limits of tags, from Microsoft's "Use tags to organize your Azure resources".
const (
	maxTags     = 50
	maxTagName  = 512
	maxTagValue = 256
)

// ReadTags takes the member "tags" of a body and checks it; sent is false where
// there is none.
func ReadTags(body map[string]any) (tags map[string]string, sent bool, err error) {
	object, err := readObjectMember(body, "tags")
	if err != nil || object == nil {
		return nil, false, err
	}
	if len(object) > maxTags {
		return nil, false, resource.Invalid("InvalidTags", "The number of tags, %d, exceeds the limit of %d.", len(object), maxTags)
	}
	tags = make(map[string]string, len(object))
	for name, value := range object {
		text, err := tagValue(name, value)
		if err != nil {
			return nil, false, err
		}
		tags[name] = text
	}
	return tags, true, nil
}

func tagValue(name string, value any) (string, error) {
	if name == "" || len([]rune(name)) > maxTagName {
		return "", resource.Invalid("InvalidTagName", "The tag name '%.64s' must have 1 to %d characters.", name, maxTagName)
	}
	if strings.ContainsAny(name, `<>%&\?/`) {
		return "", resource.Invalid("InvalidTagNameCharacters", "The tag names '%s' have reserved characters '<,>,%%,&,\\,?,/' or control characters.", name)
	}
	var text string
	switch v := value.(type) {
	case nil:
	case string:
		text = v
	case json.Number, bool:
		text = fmt.Sprint(v)
	default:
		return "", contentError("Error converting value %s to type 'System.String'. Path 'tags.%s'.", brief(value), name)
	}
	if len([]rune(text)) > maxTagValue {
		return "", resource.Invalid("InvalidTagValueLength", "The value of the tag '%s' has more than %d characters.", name, maxTagValue)
	}
	return text, nil
}
