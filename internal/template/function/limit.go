package function

import "github.com/azimuthid/azimuth/internal/template/value"

// What a function makes has limits, so that no template can exhaust the server:
// a template has 4 MB, and what it deploys is not larger.
const (
	maxText     = 4 << 20   // bytes of a text
	maxElements = 1_000_000 // of an array
	maxWeight   = 2_000_000 // of a value, as value.Measure has it
	maxDepth    = 128       // of objects and arrays within each other
)

// tooLong refuses to make a text of so many bytes.
func tooLong(name string, bytes int) error {
	if bytes <= maxText {
		return nil
	}
	return refuse(name, "The template language function '%s' makes a string that is longer than the limit of '%d' bytes.", name, maxText)
}

// tooMany refuses to make an array of so many elements.
func tooMany(name string, elements int) error {
	if elements <= maxElements {
		return nil
	}
	return refuse(name, "The template language function '%s' makes an array of more elements than the limit of '%d'.", name, maxElements)
}

// Weigh is what a function's result weighs, for the one who counts how much an
// evaluation makes. Its error says that the result is beyond the limits.
func (f *Function) Weigh(result any) (int, error) {
	switch v := result.(type) {
	case string:
		return len(v) / 64, tooLong(f.Name, len(v))
	case []any:
		if !f.builds {
			return len(v) / 8, nil
		}
	case *value.Object:
		if !f.builds {
			return v.Len() / 4, nil
		}
	default:
		return 0, nil
	}
	weight, ok := value.Measure(result, maxWeight, maxDepth)
	if !ok {
		return 0, refuse(f.Name, "The template language function '%s' makes a value that is larger than the limit, or that nests objects and arrays more than '%d' deep.", f.Name, maxDepth)
	}
	return weight / 8, nil
}

// Reach is how much a function has to look at in its arguments, in the measure
// of Weigh.
func Reach(args []any) int {
	reach := 0
	for _, arg := range args {
		switch v := arg.(type) {
		case string:
			reach += len(v) / 256
		case []any:
			reach += len(v) / 16
		case *value.Object:
			reach += v.Len() / 8
		}
	}
	return reach
}
