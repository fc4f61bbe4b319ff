package function

import (
	"time"

	"github.com/azimuthid/azimuth/internal/template/dotnet"
)

// dates are the functions of times.
func dates() []Function {
	return []Function{
		{Name: "dateTimeAdd", Min: 2, Max: 3, Does: dateTimeAdd},
		{Name: "dateTimeFromEpoch", Min: 1, Max: 1, Does: dateTimeFromEpoch},
		{Name: "dateTimeToEpoch", Min: 1, Max: 1, Does: dateTimeToEpoch},
	}
}

// Now is what utcNow() gives at a time, in a .NET format or, where that is "", in
// the form that it has by default.
func Now(t time.Time, format string) (string, error) {
	if format == "" {
		format = "yyyyMMddTHHmmssZ"
	}
	s, err := dotnet.Time(t.UTC(), format)
	if err != nil {
		return "", refuse("utcNow", "The template language function 'utcNow' expects its parameter to be a valid date time format. The provided value '%s' is not valid.", format)
	}
	return s, nil
}

// layouts are the forms of times that are read. Those without a zone are in UTC.
var layouts = []string{
	"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999 Z07:00", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04", "2006-01-02",
	"20060102T150405Z07:00", "20060102T150405Z0700", "20060102T150405", "20060102",
	"1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM", "1/2/2006 15:04:05", "1/2/2006 15:04", "1/2/2006",
	time.RFC1123, time.RFC1123Z, "2006-01", "January 2, 2006", "Monday, January 2, 2006", "Monday, January 2, 2006 3:04:05 PM", "Monday, January 2, 2006 3:04 PM",
}

func parseTime(name string, args []any, i int) (time.Time, error) {
	s, err := text(name, args, i)
	if err != nil {
		return time.Time{}, err
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, Errorf("The template function '%s' has an invalid parameter. The %s '%s' is not a valid date time string. Please see https://aka.ms/arm-syntax-functions .", name, which(args, i), s)
}

func dateTimeAdd(args []any) (any, error) {
	const name = "dateTimeAdd"
	base, err := parseTime(name, args, 0)
	if err != nil {
		return nil, err
	}
	span, err := text(name, args, 1)
	if err != nil {
		return nil, err
	}
	d, err := dotnet.Duration(span)
	if err != nil {
		return nil, Errorf("The template function 'dateTimeAdd' has an invalid parameter. The second parameter '%s' is not a valid ISO8601 Duration string. Please see https://aka.ms/arm-syntax-functions .", span)
	}
	format := ""
	if len(args) == 3 {
		if format, err = text(name, args, 2); err != nil {
			return nil, err
		}
	}
	sum := base.Add(d)
	if sum.Year() < 1 || sum.Year() > 9999 {
		return nil, Errorf("The template function 'dateTimeAdd' has an invalid parameter. The sum of '%s' and '%s' is not within the years 1 to 9999. Please see https://aka.ms/arm-syntax-functions .", args[0], span)
	}
	s, err := dotnet.Time(sum, format)
	if err != nil {
		return nil, Errorf("The template function 'dateTimeAdd' has an invalid parameter. The third parameter '%s' is not a valid date time format. Please see https://aka.ms/arm-syntax-functions .", format)
	}
	return s, nil
}

func dateTimeFromEpoch(args []any) (any, error) {
	n, err := whole("dateTimeFromEpoch", args, 0)
	if err != nil {
		return nil, err
	}
	const first, last = -62135596800, 253402300799 // the years 1 to 9999
	if n < first || n > last {
		return nil, Errorf("The template function 'dateTimeFromEpoch' has an invalid parameter. The parameter '%d' is not between '%d' and '%d'. Please see https://aka.ms/arm-syntax-functions .", n, int64(first), int64(last))
	}
	return time.Unix(n, 0).UTC().Format("2006-01-02T15:04:05Z"), nil
}

func dateTimeToEpoch(args []any) (any, error) {
	t, err := parseTime("dateTimeToEpoch", args, 0)
	if err != nil {
		return nil, err
	}
	return t.Unix(), nil
}
