package document

// Merge applies a patch to a target by RFC 7396 and returns the result: objects
// are merged member by member, null takes a member away, everything else
// replaces. Members are matched without regard to case and keep the target's
// spelling. Neither argument is changed.
func Merge(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return Clone(patch)
	}
	merged := make(map[string]any)
	if old, ok := target.(map[string]any); ok {
		for name, value := range old {
			merged[name] = Clone(value)
		}
	}
	spelled := spellings(merged)
	for member, change := range changes {
		name := spelled.of(merged, member)
		old := merged[name]
		if change == nil {
			delete(merged, name)
			continue
		}
		merged[name] = Merge(old, change)
	}
	return merged
}

// Fill copies into value what old has and value lacks, at every depth of
// objects; arrays and scalars that value has are left alone. A null counts as
// lacking. It returns value, or a copy of old where value is nil.
func Fill(value, old any) any {
	if value == nil {
		return Clone(old)
	}
	members, ok := value.(map[string]any)
	kept, okOld := old.(map[string]any)
	if !ok || !okOld {
		return value
	}
	spelled := spellings(members)
	for member, oldValue := range kept {
		name := spelled.of(members, member)
		now := members[name]
		if filled := Fill(now, oldValue); filled != nil {
			members[name] = filled
		}
	}
	return members
}

// spelling are the names of an object's members by their folded forms, so that
// many are found without many passes over it.
type spelling map[string]string

// spellings reads an object. Of names that differ only by case it takes the
// first in order, so that it is not chance which.
func spellings(object map[string]any) spelling {
	spelled := make(spelling, len(object))
	for name := range object {
		folded := Fold(name)
		if other, ok := spelled[folded]; !ok || name < other {
			spelled[folded] = name
		}
	}
	return spelled
}

// of is how the object spells a member: as given where it has that, else as it
// has it in another case, else as given.
func (s spelling) of(object map[string]any, member string) string {
	if _, exact := object[member]; exact {
		return member
	}
	if name, ok := s[Fold(member)]; ok {
		return name
	}
	return member
}

// Clone is a deep copy.
func Clone(value any) any {
	switch v := value.(type) {
	case map[string]any:
		copied := make(map[string]any, len(v))
		for name, member := range v {
			copied[name] = Clone(member)
		}
		return copied
	case []any:
		copied := make([]any, len(v))
		for i, element := range v {
			copied[i] = Clone(element)
		}
		return copied
	}
	return value
}

// Equal reports whether two values are the same, numbers by their text.
func Equal(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for name, value := range x {
			other, ok := y[name]
			if !ok || !Equal(value, other) {
				return false
			}
		}
		return true
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !Equal(x[i], y[i]) {
				return false
			}
		}
		return true
	}
	return a == b
}
