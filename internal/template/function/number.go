package function

import (
	"math"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// numbers are the functions of integers.
func numbers() []Function {
	return []Function{
		{Name: "add", Min: 2, Max: 2, Does: arithmetic("add", func(a, b int64) (int64, bool) {
			return a + b, (a+b > a) == (b > 0)
		})},
		{Name: "div", Min: 2, Max: 2, Does: quotient("div", func(a, b int64) int64 { return a / b })},
		{Name: "max", Min: 1, Max: Any, Does: extreme("max", func(a, b int64) bool { return a > b })},
		{Name: "min", Min: 1, Max: Any, Does: extreme("min", func(a, b int64) bool { return a < b })},
		{Name: "mod", Min: 2, Max: 2, Does: quotient("mod", func(a, b int64) int64 { return a % b })},
		{Name: "mul", Min: 2, Max: 2, Does: arithmetic("mul", func(a, b int64) (int64, bool) {
			product := a * b
			return product, a == 0 || (product/a == b && (a != -1 || b != math.MinInt64))
		})},
		{Name: "sub", Min: 2, Max: 2, Does: arithmetic("sub", func(a, b int64) (int64, bool) {
			return a - b, (a-b < a) == (b > 0)
		})},
	}
}

func twoNumbers(name string, args []any) (a, b int64, err error) {
	if a, err = whole(name, args, 0); err == nil {
		b, err = whole(name, args, 1)
	}
	return a, b, err
}

// arithmetic makes a function of one that says whether its result fits.
func arithmetic(name string, do func(a, b int64) (int64, bool)) func([]any) (any, error) {
	return func(args []any) (any, error) {
		a, b, err := twoNumbers(name, args)
		if err != nil {
			return nil, err
		}
		result, fits := do(a, b)
		if !fits {
			return nil, refuse(name, "The template language function '%s' was invoked with '%d' and '%d'. The result is not within the range of a 64-bit integer.", name, a, b)
		}
		return result, nil
	}
}

func quotient(name string, do func(a, b int64) int64) func([]any) (any, error) {
	return func(args []any) (any, error) {
		a, b, err := twoNumbers(name, args)
		if err != nil {
			return nil, err
		}
		if b == 0 {
			return nil, refuse(name, "The template language function '%s' expects its second parameter not to be '0'.", name)
		}
		return do(a, b), nil
	}
}

// extreme makes max and min, of integers or of arrays of them.
func extreme(name string, better func(a, b int64) bool) func([]any) (any, error) {
	return func(args []any) (any, error) {
		var all []any
		for _, arg := range args {
			if elements, ok := arg.([]any); ok {
				all = append(all, elements...)
			} else {
				all = append(all, arg)
			}
		}
		var best int64
		for i, v := range all {
			n, ok := v.(int64)
			if !ok {
				return nil, refuse(name, "The template language function '%s' expects its parameters to be integers or an array of integers. A provided value is of type '%s'.", name, value.TypeName(v))
			}
			if i == 0 || better(n, best) {
				best = n
			}
		}
		if len(all) == 0 {
			return nil, refuse(name, "The template language function '%s' expects an array that is not empty.", name)
		}
		return best, nil
	}
}
