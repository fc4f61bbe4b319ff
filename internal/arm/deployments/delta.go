package deployments

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// differences are what a preview calls the delta of two bodies: one entry for
// each member that changes, with a dotted path to it, in order of the paths.
func differences(before, after map[string]any) []any {
	return differ("", before, after)
}

func differ(path string, before, after map[string]any) []any {
	names := make(map[string]bool)
	for name := range before {
		names[name] = true
	}
	for name := range after {
		if _, old, ok := document.Member(before, name); !ok || old == name {
			names[name] = true
		}
	}
	delta := make([]any, 0, len(names))
	for _, name := range slices.Sorted(maps.Keys(names)) {
		old, _, _ := document.Member(before, name)
		now, _, _ := document.Member(after, name)
		delta = append(delta, member(strings.TrimPrefix(path+"."+name, "."), old, now)...)
	}
	return delta
}

// member tells how one member changes; null is the same as none.
func member(path string, before, after any) []any {
	switch {
	case document.Equal(before, after):
		return nil
	case before == nil:
		return []any{entry(path, "Create", nil, after)}
	case after == nil:
		return []any{entry(path, "Delete", before, nil)}
	}
	oldObject, wasObject := before.(map[string]any)
	newObject, isObject := after.(map[string]any)
	if wasObject && isObject {
		return differ(path, oldObject, newObject)
	}
	oldArray, wasArray := before.([]any)
	newArray, isArray := after.([]any)
	if wasArray && isArray {
		if children := elements(oldArray, newArray); len(children) > 0 {
			return []any{map[string]any{"path": path, "propertyChangeType": "Array", "before": before, "after": after, "children": children}}
		}
		return nil
	}
	return []any{entry(path, "Modify", before, after)}
}

func entry(path, kind string, before, after any) map[string]any {
	return map[string]any{"path": path, "propertyChangeType": kind, "before": before, "after": after}
}

// elements tells how an array changes. Elements that are objects are the same
// where they have the same name, or where neither has one and they stand at the
// same place; others are the same where they are equal.
func elements(before, after []any) []any {
	children := []any{}
	taken := make([]bool, len(after))
	for i, old := range before {
		j := counterpart(old, i, after, taken)
		if j < 0 {
			children = append(children, entry(strconv.Itoa(i), "Delete", old, nil))
			continue
		}
		taken[j] = true
		oldObject, _ := old.(map[string]any)
		newObject, _ := after[j].(map[string]any)
		if inner := differ("", oldObject, newObject); oldObject != nil && len(inner) > 0 {
			children = append(children, map[string]any{"path": strconv.Itoa(i), "propertyChangeType": "Modify", "before": old, "after": after[j], "children": inner})
		}
	}
	for j, now := range after {
		if !taken[j] {
			children = append(children, entry(strconv.Itoa(j), "Create", nil, now))
		}
	}
	return children
}

// counterpart is where in after the element stands that the old one, at i, has
// become; or -1.
func counterpart(old any, i int, after []any, taken []bool) int {
	object, isObject := old.(map[string]any)
	name := document.String(object, "name")
	for j, now := range after {
		if taken[j] {
			continue
		}
		other, otherIsObject := now.(map[string]any)
		switch {
		case isObject != otherIsObject:
		case !isObject && document.Equal(old, now):
			return j
		case isObject && name != "" && strings.EqualFold(name, document.String(other, "name")):
			return j
		case isObject && name == "" && document.String(other, "name") == "" && i == j:
			return j
		}
	}
	return -1
}
