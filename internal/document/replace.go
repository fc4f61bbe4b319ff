package document

import "strings"

// Replace is an array with the element of a name, in any case, replaced or added
// at the end, or, where put is nil, removed. The array stays as it is.
func Replace(array []any, name string, put map[string]any) []any {
	result := make([]any, 0, len(array)+1)
	for _, element := range array {
		switch {
		case !strings.EqualFold(String(element, "name"), name):
			result = append(result, element)
		case put != nil:
			result = append(result, put)
			put = nil
		}
	}
	if put != nil {
		result = append(result, put)
	}
	return result
}
