package fault

import "strconv"

// SetHeader sets the headers that a refusal has of its own.
func (r Refusal) SetHeader(set func(name, value string)) {
	if r.RetryAfter != nil {
		set("Retry-After", strconv.Itoa(r.RetryAfter.Seconds()))
	}
	for name, value := range r.Header {
		set(name, value)
	}
}
