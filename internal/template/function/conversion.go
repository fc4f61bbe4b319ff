package function

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/value"
)

// conversions are the functions that make one type of another.
func conversions() []Function {
	return []Function{
		{Name: "bool", Min: 1, Max: 1, Does: toBool},
		{Name: "float", Min: 1, Max: 1, Does: toFloat},
		{Name: "int", Min: 1, Max: 1, Does: toInt},
		{Name: "json", Min: 1, Max: 1, Does: func(args []any) (any, error) {
			s, err := text("json", args, 0)
			if err != nil {
				return nil, err
			}
			return parseJSON("json", s)
		}},
		{Name: "string", Min: 1, Max: 1, Does: func(args []any) (any, error) { return Show(args[0]), nil }},
	}
}

func notConverted(name string) error {
	return Errorf("The template language function '%s' was invoked with a parameter that is not valid. The value cannot be converted to the target type.", name)
}

func toBool(args []any) (any, error) {
	switch v := args[0].(type) {
	case bool:
		return v, nil
	case int64:
		return v != 0, nil
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "true", "1":
			return true, nil
		case "false", "0":
			return false, nil
		}
	}
	return nil, notConverted("bool")
}

func toInt(args []any) (any, error) {
	switch v := args[0].(type) {
	case int64:
		return v, nil
	case float64:
		if rounded := math.RoundToEven(v); rounded >= math.MinInt64 && rounded < math.MaxInt64 {
			return int64(rounded), nil
		}
	case string:
		if n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64); err == nil {
			return n, nil
		}
	case bool, nil, []any, *value.Object:
		return nil, Errorf("The template language function 'int' expects its parameter to be of type 'String' or 'Integer'. The provided value is of type '%s'. Please see https://aka.ms/arm-function-int for usage details.", value.TypeName(v))
	}
	return nil, Errorf("The template language function 'int' cannot convert provided value '%s' to integer value. Please see https://aka.ms/arm-function-int for usage details.", Show(args[0]))
}

func toFloat(args []any) (any, error) {
	switch v := args[0].(type) {
	case int64:
		return float64(v), nil
	case float64:
		return v, nil
	case string, json.Number:
		f, err := strconv.ParseFloat(strings.TrimSpace(Show(v)), 64)
		if err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return f, nil
		}
	}
	return nil, notConverted("float")
}

// parseJSON reads a JSON text as leniently as a template.
func parseJSON(name, s string) (any, error) {
	n, err := source.Read([]byte(s), source.Limits{})
	if err != nil {
		return nil, Errorf("Unable to evaluate the template language function '%s'. The argument provided is not a valid JSON string. %s", name, err)
	}
	return n.Value(), nil
}
