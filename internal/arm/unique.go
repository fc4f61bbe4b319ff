package arm

import "github.com/azimuthid/azimuth/internal/document"

// checkUnique refuses objects that have one member in two spellings that differ
// only by case. Members are looked up without regard to case, so that of two it
// would be chance which one is found: one lookup, which checks a right, could
// find another than the next, which makes the change.
func checkUnique(value any) error {
	switch v := value.(type) {
	case map[string]any:
		seen := make(map[string]bool, len(v))
		for name, member := range v {
			key := document.Fold(name)
			if seen[key] {
				return contentError("Property with the name '%.60s' already exists on object.", name)
			}
			seen[key] = true
			if err := checkUnique(member); err != nil {
				return err
			}
		}
	case []any:
		for _, element := range v {
			if err := checkUnique(element); err != nil {
				return err
			}
		}
	}
	return nil
}
