package dotnet_test

import (
	"errors"
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/template/dotnet"
)

func TestInteger(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n            int64
		format, want string
	}{
		{42, "", "42"},
		{-42, "D5", "-00042"},
		{math.MinInt64, "D", "-9223372036854775808"},
		{math.MinInt64, "X", "8000000000000000"},
		{1234567, "N0", "1,234,567"},
		{999, "N0", "999"},
		{-1000, "n1", "-1,000.0"},
		{0, "N", "0.00"},
		{12, "F3", "12.000"},
		{12, "P", "1,200.00 %"},
		{-5, "C", "(¤5.00)"},
		{10, "b", "1010"},
		{1234, "G2", "1.2E+03"},
		{1234, "g2", "1.2e+03"},
		{1234, "G10", "1234"},
		{1000, "G2", "1E+03"},
		{0, "E1", "0.0E+000"},
		{95, "E0", "1E+002"},
		{1234, "#", "1234"},
		{1234, "00000", "01234"},
		{7, "0.0", "7.0"},
		{1234567, "#,#", "1,234,567"},
		{12, "#,##0", "12"},
		{1234, "0,0", "1,234"},
		{5, "'n='0", "n=5"},
		{5, "\\#0", "#5"},
		{5, "0 \"of\" ;neg", "5 of "},
		{-5, "0;(0)", "(5)"},
		{0, "0;(0);none", "none"},
		{-5, "0", "-5"},
		{123456, "0,.0", "123.5"},
		{123456, "0.0,", "123456.0"},
		{1234567, "0,,", "1"},
		{12, "0%", "1200%"},
		{12, "0‰", "12000‰"},
		{12345, "0.00E+00", "1.23E+04"},
		{12345, "00.0e0", "12.3e3"},
		{0, "0.0E+0", "0.0E+0"},
		{5, "Every 0", "Every 5"},
	} {
		if got, err := dotnet.Integer(test.n, test.format); err != nil || got != test.want {
			t.Errorf("%d as %q: %q, %v; want %q", test.n, test.format, got, err, test.want)
		}
	}
	for _, format := range []string{"Z", "Q3", "D1000", "N99999999999999999999"} {
		if got, err := dotnet.Integer(1, format); !errors.Is(err, dotnet.ErrFormat) {
			t.Errorf("1 as %q: %q, %v", format, got, err)
		}
	}
}

func TestFloat(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		f            float64
		format, want string
	}{
		{1.5, "", "1.5"},
		{2, "", "2"},
		{0.1, "R", "0.1"},
		{-0.25, "", "-0.25"},
		{1e15, "", "1E+15"},
		{123456789012345, "", "123456789012345"},
		{1e-5, "", "1E-05"},
		{1e-4, "", "0.0001"},
		{1.5e300, "", "1.5E+300"},
		{0, "", "0"},
		{math.NaN(), "F2", "NaN"},
		{math.Inf(1), "", "Infinity"},
		{math.Inf(-1), "", "-Infinity"},
		{2.345, "F2", "2.35"},
		{0.125, "F2", "0.13"},
		{1.005, "F2", "1.00"},
		{-0.001, "F2", "0.00"},
		{9.999, "F2", "10.00"},
		{0.05, "F1", "0.1"},
		{1e20, "F0", "100000000000000000000"},
		{1234.5678, "N2", "1,234.57"},
		{0.5, "P0", "50 %"},
		{-1.5, "C", "(¤1.50)"},
		{1234.5678, "E3", "1.235E+003"},
		{0.00012, "e2", "1.20e-004"},
		{1234.5678, "G3", "1.23E+03"},
		{0.1234, "G2", "0.12"},
		{1.5, "0.00", "1.50"},
		{1.5, "#.##", "1.5"},
		{0.5, "#.##", ".5"},
		{1234.5, "#,##0.0", "1,234.5"},
		{-1.25, "0.0", "-1.3"},
		{-0.01, "0.0", "0.0"},
	} {
		if got, err := dotnet.Float(test.f, test.format); err != nil || got != test.want {
			t.Errorf("%v as %q: %q, %v; want %q", test.f, test.format, got, err, test.want)
		}
	}
	for _, format := range []string{"D", "X2", "B", "Z"} {
		if got, err := dotnet.Float(1, format); !errors.Is(err, dotnet.ErrFormat) {
			t.Errorf("1.0 as %q: %q, %v", format, got, err)
		}
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	east := time.FixedZone("east", 5*3600+30*60)
	west := time.FixedZone("west", -3*3600)
	morning := time.Date(2026, 1, 2, 3, 4, 5, 60_000_000, time.UTC)
	for _, test := range []struct {
		t            time.Time
		format, want string
	}{
		{morning, "", "1/2/2026 3:04:05 AM"},
		{morning.Add(12 * time.Hour), "t", "3:04 PM"},
		{morning.Add(-4 * time.Hour), "h:mm tt", "11:04 PM"},
		{morning.Add(9 * time.Hour), "hh tt", "12 PM"},
		{morning.Add(-3 * time.Hour), "hh tt", "12 AM"},
		{morning, "o", "2026-01-02T03:04:05.0600000Z"},
		{morning.In(east), "o", "2026-01-02T08:34:05.0600000+05:30"},
		{morning.In(west), "K", ""},
		{morning.In(west), "yyyy-MM-ddTHH:mm:ssK", "2026-01-02T00:04:05-03:00"},
		{morning.In(west), "%z", "-3"},
		{morning.In(east), "zz zzz", "+05 +05:30"},
		{morning.In(east), "u", "2026-01-02 03:04:05Z"},
		{morning.In(east), "R", "Fri, 02 Jan 2026 03:04:05 GMT"},
		{morning, "f", "Friday, January 2, 2026 3:04 AM"},
		{morning, "F", "Friday, January 2, 2026 3:04:05 AM"},
		{morning, "g", "1/2/2026 3:04 AM"},
		{morning, "M", "January 2"},
		{morning, "Y", "January 2026"},
		{morning, "T", "3:04:05 AM"},
		{morning, "U", "Friday, January 2, 2026 3:04:05 AM"},
		{morning, "ss.fff", "05.060"},
		{morning, "ss.FFF", "05.06"},
		{morning.Truncate(time.Second), "ss.FFF", "05"},
		{morning, "y yy yyy yyyyy", "26 26 2026 02026"},
		{morning, "'y' \"M\" \\d /:-", "y M d /:-"},
		{morning, "gg", "A.D."},
	} {
		got, err := dotnet.Time(test.t, test.format)
		if test.want == "" {
			if err == nil {
				t.Errorf("%q: %q", test.format, got)
			}
			continue
		}
		if err != nil || got != test.want {
			t.Errorf("%q: %q, %v; want %q", test.format, got, err, test.want)
		}
	}
	for _, format := range []string{"x", "ffffffff", "'open", "\\", "%", "%%d", "yyyy\\"} {
		if got, err := dotnet.Time(morning, format); !errors.Is(err, dotnet.ErrFormat) {
			t.Errorf("%q: %q, %v", format, got, err)
		}
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for s, want := range map[string]time.Duration{
		"PT0S": 0, "P1D": day, "P1Y": 365 * day, "P2M": 60 * day, "PT2M": 2 * time.Minute, "-P1DT1H": -(day + time.Hour),
		"P1Y2M3DT4H5M6.5S": 365*day + 63*day + 4*time.Hour + 5*time.Minute + 6*time.Second + 500*time.Millisecond, "PT0.000000001S": 1,
	} {
		if got, err := dotnet.Duration(s); err != nil || got != want {
			t.Errorf("%s: %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "P", "PT", "P1", "P1DT", "1D", "P1H", "PT1D", "P1D1Y", "P1.5D", "PT1.S", "PT.5S", "P-1D", "--P1D", "P1D ", "P400Y", "P99999999999Y", "PT1S1S", "P1W", "+P1D"} {
		if got, err := dotnet.Duration(s); err == nil {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestComposite(t *testing.T) {
	t.Parallel()
	show := func(i int, format string) (string, error) { return strconv.Itoa(i) + format, nil }
	for format, want := range map[string]string{
		"": "", "a{{b}}c": "a{b}c", "{0}{1:x}": "01x", "{0,3}|{0,-3}|{0 , 3 :f}": "  0|0  | 0f", "{1:a:b}": "1a:b",
	} {
		if got, err := dotnet.Composite(format, 2, 1000, show); err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", format, got, err, want)
		}
	}
	for format, want := range map[string]error{
		"{": dotnet.ErrFormat, "}": dotnet.ErrFormat, "{}": dotnet.ErrFormat, "{0": dotnet.ErrFormat, "{0}}": dotnet.ErrFormat, "{-1}": dotnet.ErrFormat, "{ 0}": dotnet.ErrFormat, "{0,}": dotnet.ErrFormat, "{0,1000000}": dotnet.ErrFormat, "{99999999999999999999}": dotnet.ErrFormat, "{0{}": dotnet.ErrFormat,
		"{2}": dotnet.ErrIndex, "{0,2000}": dotnet.ErrLength,
	} {
		if got, err := dotnet.Composite(format, 2, 1000, show); !errors.Is(err, want) {
			t.Errorf("%q: %q, %v; want %v", format, got, err, want)
		}
	}
}
