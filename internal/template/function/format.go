package function

import (
	"encoding/json"

	"github.com/azimuthid/azimuth/internal/template/dotnet"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// formatted is .NET's composite format. Texts and booleans have no formats of
// their own; arrays and objects are shown as JSON in single quotes.
func formatted(args []any) (any, error) {
	format, err := text("format", args[:1], 0)
	if err != nil {
		return nil, refuse("format", "The template language function 'format' expects its first parameter to be of type 'String'. The provided value is of type '%s'.", value.TypeName(args[0]))
	}
	values := args[1:]
	s, err := dotnet.Composite(format, len(values), maxText, func(i int, spec string) (string, error) {
		return formatOne(values[i], spec)
	})
	if err != nil {
		return nil, Errorf("Unable to evaluate language function 'format': the format is invalid: '%s'. Please see https://aka.ms/arm-function-format for usage details.", err)
	}
	return s, nil
}

func formatOne(v any, spec string) (string, error) {
	switch v := v.(type) {
	case int64:
		return dotnet.Integer(v, spec)
	case float64:
		return dotnet.Float(v, spec)
	case json.Number:
		return string(v), nil
	case []any, *value.Object:
		return value.SingleQuoted(v), nil
	}
	return Show(v), nil
}
