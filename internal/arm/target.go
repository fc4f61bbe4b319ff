package arm

import (
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// splitPath cuts an escaped URL path into segments, each unescaped by itself, so
// that an escaped slash cannot move the borders between them: what is authorised
// is what is done. Empty segments are passed over, as clients send doubled
// slashes; dotted ones and those that hold a slash are refused.
func splitPath(escaped string) ([]string, error) {
	var segments []string
	for part := range strings.SplitSeq(escaped, "/") {
		if part == "" {
			continue
		}
		segment, err := url.PathUnescape(part)
		if err != nil {
			return nil, resource.Invalid("BadRequest", "The request URI is not valid: the segment '%s' is not properly escaped.", part)
		}
		if segment == "." || segment == ".." || strings.ContainsAny(segment, "/\\") || strings.IndexFunc(segment, func(r rune) bool { return r < 0x20 || r == 0x7f }) >= 0 {
			return nil, resource.Invalid("BadRequest", "The request URI is not valid: the segment '%s' is not allowed.", part)
		}
		segments = append(segments, segment)
	}
	return segments, nil
}

// target is what a path names: a resource (as many names as types), or a
// collection of resources or an action on one (one type more than names).
type target struct {
	scope     resource.ID // where the resource stands
	namespace string
	types     []string
	names     []string
}

// parseTarget reads the segments of a path to a resource, its collection or its action.
func parseTarget(segments []string) (target, error) {
	last := -1
	for i := 0; i+1 < len(segments); i += 2 { // between the words stand names, which may be called so too
		if strings.EqualFold(segments[i], "providers") {
			last = i
		}
	}
	if last < 0 {
		return groupTarget(segments)
	}
	scope, err := resource.ParseID(strings.Join(segments[:last], "/"))
	if err != nil {
		return target{}, err
	}
	t := target{scope: scope, namespace: segments[last+1]}
	for i, segment := range segments[last+2:] {
		if i%2 == 0 {
			t.types = append(t.types, segment)
		} else {
			t.names = append(t.names, segment)
		}
	}
	return t, nil
}

// groupTarget reads paths of subscriptions/{s}/resourceGroups[/{name}[/{action}]].
func groupTarget(segments []string) (target, error) {
	if len(segments) < 3 || len(segments) > 5 || !strings.EqualFold(segments[0], "subscriptions") || !strings.EqualFold(segments[2], "resourceGroups") {
		return target{}, unknownPath(segments)
	}
	scope, err := resource.ParseID(strings.Join(segments[:2], "/"))
	if err != nil {
		return target{}, err
	}
	t := target{scope: scope, namespace: platform, types: []string{"resourceGroups"}}
	if len(segments) > 3 {
		t.names = append(t.names, segments[3])
	}
	if len(segments) > 4 {
		t.types = append(t.types, segments[4])
	}
	return t, nil
}

// idOf is the resource that the first n names lead to.
func (t target) idOf(n int) (resource.ID, error) {
	if n == 0 {
		return t.scope, nil
	}
	var b strings.Builder
	b.WriteString(t.scope.String())
	if t.namespace == platform && strings.EqualFold(t.types[0], "resourceGroups") {
		b.WriteString("/resourceGroups/" + t.names[0])
		return resource.ParseID(b.String())
	}
	b.WriteString("/providers/" + t.namespace)
	for i := range n {
		b.WriteString("/" + t.types[i] + "/" + t.names[i])
	}
	return resource.ParseID(b.String())
}

// typeName is the type of the first n names.
func (t target) typeName(n int) string { return strings.Join(t.types[:n], "/") }

func unknownPath(segments []string) error {
	return resource.NotFound("NotFound", "The path '/%s' is none that Resource Manager serves.", strings.Join(segments, "/"))
}
