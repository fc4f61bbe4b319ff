package az_test

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/environ"
)

// timesFile names the file for the table of how long commands took.
const timesFile = "AZIMUTH_AZ_TIMES"

func TestMain(m *testing.M) {
	status := m.Run()
	if file := os.Getenv(timesFile); file != "" {
		if err := os.WriteFile(file, []byte(times.table()), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}

// times are how long commands took, the start of az and of its shell included.
var times watch

type watch struct {
	mu    sync.Mutex
	taken []took
}

type took struct {
	way  environ.Way
	line string
	time time.Duration
}

func (w *watch) note(way environ.Way, line string, d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken = append(w.taken, took{way, line, d})
}

// table has a line for each command, the slowest first, and says how long all took.
func (w *watch) table() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	slices.SortStableFunc(w.taken, func(x, y took) int { return cmp.Compare(y.time, x.time) })
	var b strings.Builder
	var sum time.Duration
	for _, t := range w.taken {
		sum += t.time
		fmt.Fprintf(&b, "%6.1f s  %-5s  %.100s\n", t.time.Seconds(), t.way, t.line)
	}
	fmt.Fprintf(&b, "%6.1f s  in all, for %d commands\n", sum.Seconds(), len(w.taken))
	return b.String()
}
