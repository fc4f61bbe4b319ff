package fault

import (
	"encoding/json"
	"fmt"
	"time"
)

// Duration is a time span that JSON writes as "1m30s", or as a number of seconds.
type Duration time.Duration

// longest is the longest span that a rule may have.
const longest = Duration(365 * 24 * time.Hour)

// Seconds are the whole seconds that the span lasts at least.
func (d Duration) Seconds() int {
	return int((time.Duration(d) + time.Second - 1) / time.Second)
}

// String is the span as JSON has it.
func (d Duration) String() string { return time.Duration(d).String() }

// MarshalJSON writes the span.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(d.String()) }

// UnmarshalJSON reads a span. Its error says what is no span.
func (d *Duration) UnmarshalJSON(text []byte) error {
	var seconds float64
	if err := json.Unmarshal(text, &seconds); err == nil {
		if seconds < 0 || seconds > time.Duration(longest).Seconds() {
			return fmt.Errorf("%s is no number of seconds up to a year", text)
		}
		*d = Duration(seconds * float64(time.Second))
		return nil
	}
	var written string
	if err := json.Unmarshal(text, &written); err != nil {
		return fmt.Errorf("%s is no duration such as \"30s\"", text)
	}
	span, err := time.ParseDuration(written)
	if err != nil || span < 0 || Duration(span) > longest {
		return fmt.Errorf("%q is no duration such as \"30s\", up to a year", written)
	}
	*d = Duration(span)
	return nil
}
