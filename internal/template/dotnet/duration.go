package dotnet

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// ErrDuration is a text that is no ISO 8601 duration.
var ErrDuration = errors.New("not a valid ISO8601 duration")

// Duration reads an ISO 8601 duration such as "P3Y", "-P9D" or "PT1H30M" as
// .NET's XML reader does: a year has 365 days, a month 30.
func Duration(s string) (time.Duration, error) {
	rest, negative := strings.CutPrefix(s, "-")
	rest, ok := strings.CutPrefix(rest, "P")
	if !ok {
		return 0, ErrDuration
	}
	date, clock, hasClock := strings.Cut(rest, "T")
	if (date == "" && !hasClock) || (hasClock && clock == "") {
		return 0, ErrDuration
	}
	const day = 24 * time.Hour
	days, err := units(date, "YMD", []time.Duration{365 * day, 30 * day, day})
	if err != nil {
		return 0, err
	}
	hours, err := units(clock, "HMS", []time.Duration{time.Hour, time.Minute, time.Second})
	if err != nil {
		return 0, err
	}
	if days > math.MaxInt64-hours {
		return 0, ErrDuration
	}
	if negative {
		return -(days + hours), nil
	}
	return days + hours, nil
}

// units reads numbers, each followed by one of the letters in their order. Only
// seconds may have a fraction.
func units(s, letters string, size []time.Duration) (total time.Duration, err error) {
	for s != "" {
		end := strings.IndexAny(s, letters)
		if end <= 0 {
			return 0, ErrDuration
		}
		at := strings.IndexByte(letters, s[end])
		whole, fraction, hasFraction := strings.Cut(s[:end], ".")
		n, err := strconv.ParseUint(whole, 10, 32)
		if err != nil || (hasFraction && (s[end] != 'S' || fraction == "")) {
			return 0, ErrDuration
		}
		if n > uint64((math.MaxInt64-total)/size[at]) {
			return 0, ErrDuration
		}
		total += time.Duration(n) * size[at]
		if hasFraction {
			f, err := strconv.ParseUint((fraction + "000000000")[:9], 10, 64)
			if err != nil {
				return 0, ErrDuration
			}
			total += time.Duration(f)
		}
		s, letters, size = s[end+1:], letters[at+1:], size[at+1:]
	}
	return total, nil
}
