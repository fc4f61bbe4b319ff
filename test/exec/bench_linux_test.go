package exec_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkAdded tells what exec adds to the start and the end of a command that does
// nothing, in milliseconds: the shortest time of many less that of the bare command in
// the same run, since whatever else the system does adds to each, and the same of the medians.
func BenchmarkAdded(b *testing.B) {
	s := &site{data: b.TempDir(), https: "127.0.0.1:0", metadata: "127.0.0.1:0"}
	s.startFor(b)
	b.Cleanup(s.kill)
	as := func(flags ...string) []string {
		return append(append([]string{built("azimuth"), "exec", "--data", s.data, "--vm", "app", "--create"}, flags...), "--", "true")
	}
	ways := []struct {
		name    string
		command []string
	}{
		{"bare", []string{"true"}}, {"namespaces", as("--network", "own")}, {"isolated", as("--isolated")}, {"host", as("--network", "host")},
	}
	once := func(command []string) time.Duration {
		begin := time.Now()
		out, err := exec.CommandContext(b.Context(), command[0], command[1:]...).CombinedOutput()
		if err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		return time.Since(begin)
	}
	once(ways[1].command) // makes the machine
	times := map[string][]time.Duration{}
	for b.Loop() {
		for _, way := range ways {
			times[way.name] = append(times[way.name], once(way.command))
		}
	}
	for _, measure := range []struct {
		name string
		of   func([]time.Duration) time.Duration
	}{{"least", slices.Min[[]time.Duration]}, {"median", median}} {
		bare := measure.of(times["bare"])
		b.ReportMetric(milliseconds(bare), "ms-bare-"+measure.name)
		for _, way := range ways[1:] {
			b.ReportMetric(milliseconds(measure.of(times[way.name])-bare), "ms-added-"+way.name+"-"+measure.name)
		}
	}
}

func median(times []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(times))[len(times)/2]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// BenchmarkIdle tells the memory of an idle machine, without what it shares with
// others, in kB. The process inside has none of its own.
func BenchmarkIdle(b *testing.B) {
	s := &site{data: b.TempDir(), https: "127.0.0.1:0", metadata: "127.0.0.1:0"}
	s.startFor(b)
	b.Cleanup(s.kill)
	for b.Loop() {
		command := exec.Command(built("azimuth"), "exec", "--data", s.data, "--network", "own", "--vm", "app", "--create", "--", "sh", "-c", "echo on; cat")
		in, err := command.StdinPipe()
		if err != nil {
			b.Fatal(err)
		}
		out, err := command.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := command.Start(); err != nil {
			b.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 3)); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(private(b, command.Process.Pid), "kB")
		_, _ = in.Close(), command.Wait() // it ends with its input
	}
}

func private(tb testing.TB, pid int) (kB float64) {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join("/proc", fmt.Sprint(pid), "smaps_rollup"))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var n float64
		if name, value, _ := strings.Cut(line, ":"); strings.HasPrefix(name, "Private_") {
			if _, err := fmt.Sscan(value, &n); err == nil {
				kB += n
			}
		}
	}
	return kB
}
