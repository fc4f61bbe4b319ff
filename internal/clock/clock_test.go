package clock_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/clock"
)

var noon = time.Date(2030, 1, 31, 12, 0, 0, 0, time.UTC)

// machine is a machine's clock that the test moves.
type machine struct{ now time.Time }

func (m *machine) read() time.Time { return m.now }

func TestClocks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text          string
		first         time.Time
		minuteLater   time.Time // by the machine's clock
		andHourBeyond time.Time
		rate          float64
	}{
		"the machine's": {"", noon, noon.Add(time.Minute), noon.Add(61 * time.Minute), 1},
		"ahead":         {"+25h", noon.Add(25 * time.Hour), noon.Add(25*time.Hour + time.Minute), noon.Add(26*time.Hour + time.Minute), 1},
		"behind":        {"-30m", noon.Add(-30 * time.Minute), noon.Add(-29 * time.Minute), noon.Add(31 * time.Minute), 1},
		"faster":        {"x60", noon, noon.Add(time.Hour), noon.Add(2 * time.Hour), 60},
		"standing":      {"2020-02-29t10:00:00+01:00", time.Date(2020, 2, 29, 9, 0, 0, 0, time.UTC), time.Date(2020, 2, 29, 9, 0, 0, 0, time.UTC), time.Date(2020, 2, 29, 10, 0, 0, 0, time.UTC), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &machine{noon}
			got, err := clock.Parse(c.text, m.read)
			if err != nil {
				t.Fatal(err)
			}
			expect := func(want time.Time) {
				t.Helper()
				if now := got.Now(); !now.Equal(want) {
					t.Errorf("at %v by the machine's clock: %v, want %v", m.now, now, want)
				}
			}
			expect(c.first)
			m.now = m.now.Add(time.Minute)
			expect(c.minuteLater)
			if err := got.Advance(time.Hour); err != nil {
				t.Fatal(err)
			}
			expect(c.andHourBeyond)
			if s := got.State(); s.Rate != c.rate || !s.Now.Equal(c.andHourBeyond) || s.Ahead != c.andHourBeyond.Sub(m.now) {
				t.Errorf("%+v", s)
			}
			for _, d := range []time.Duration{0, -time.Second, clock.MaxOffset + 1} {
				if err := got.Advance(d); err == nil {
					t.Errorf("moved by %v", d)
				}
			}
			expect(c.andHourBeyond)
		})
	}
}

func TestNoClock(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"25h", "+", "+25", "+1000000h", "x", "x0", "x0.5", "x-1", "xNaN", "x1e9", "2030-01-31", "noon"} {
		if _, err := clock.Parse(text, time.Now); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "+25h", "x60", "2030-01-31T12:00:00Z", "-9223372036854775808ns"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := clock.Parse(text, func() time.Time { return noon })
		if err != nil {
			return
		}
		before := c.Now()
		if err := c.Advance(time.Hour); err == nil && !c.Now().Equal(before.Add(time.Hour)) {
			t.Errorf("%q: an hour beyond %v is %v", text, before, c.Now())
		}
	})
}

func TestWait(t *testing.T) {
	t.Parallel()
	for name, written := range map[string]string{"fast": "x100000", "still": "2030-01-31T12:00:00Z"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := clock.Parse(written, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			until := c.Now().Add(time.Hour) // 36 ms for the fast one
			done := make(chan error)
			go func() { done <- c.Wait(t.Context(), until) }()
			if name == "still" {
				if err := c.Advance(59 * time.Minute); err != nil {
					t.Fatal(err)
				}
				select {
				case err := <-done:
					t.Fatalf("it waited less than an hour: %v", err)
				default:
				}
				if err := c.Advance(time.Minute); err != nil {
					t.Fatal(err)
				}
			}
			if err := <-done; err != nil || c.Now().Before(until) {
				t.Errorf("%v at %v", err, c.Now())
			}
			if err := c.Wait(t.Context(), until); err != nil {
				t.Errorf("for what has passed: %v", err)
			}
		})
	}
	leaving, leave := context.WithCancel(t.Context())
	leave()
	if err := clock.New(time.Now).Wait(leaving, time.Now().Add(time.Hour)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
