package value

// Measure weighs a value: one for each value in it, and one for each 16 bytes of
// text. It gives up, with ok false, where that is more than most, or where
// objects and arrays nest more than depth deep. A value in which one part stands
// many times is small in memory and immense when it is written; that is what it is for.
func Measure(v any, most, depth int) (weight int, ok bool) {
	m := measure{most: most}
	ok = m.add(v, depth)
	return m.weight, ok
}

type measure struct{ weight, most int }

func (m *measure) add(v any, depth int) bool {
	m.weight++
	switch x := v.(type) {
	case string:
		m.weight += len(x) / 16
	case []any:
		if depth == 0 {
			return false
		}
		for _, element := range x {
			if !m.add(element, depth-1) {
				return false
			}
		}
	case *Object:
		if depth == 0 {
			return false
		}
		for _, member := range x.members {
			m.weight += len(member.Name) / 16
			if !m.add(member.Value, depth-1) {
				return false
			}
		}
	}
	return m.weight <= m.most
}
