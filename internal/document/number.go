package document

import (
	"encoding/json"
	"strconv"
)

// Int reads a JSON number, or a text that is one, as templates send them; 0 for
// anything else, and for what is no whole number.
func Int(value any) int {
	text, _ := value.(string)
	if number, ok := value.(json.Number); ok {
		text = number.String()
	}
	n, _ := strconv.Atoi(text)
	return n
}

// Numeral is a whole number as Read gives it.
func Numeral(n int) json.Number { return json.Number(strconv.Itoa(n)) }
