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

// BenchmarkNamespaces tells what a machine's own network adds to the start of a
// program: the shortest time of many, since whatever else the system does adds to it.
func BenchmarkNamespaces(b *testing.B) {
	s := &site{data: b.TempDir(), https: "127.0.0.1:0", metadata: "127.0.0.1:0"}
	s.startFor(b)
	b.Cleanup(s.kill)
	once := func(network string) time.Duration {
		begin := time.Now()
		out, err := exec.CommandContext(b.Context(), built("azimuth"), "exec", "--data", s.data, "--network", network, "--vm", "app", "--create", "--", "true").CombinedOutput()
		if err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
		return time.Since(begin)
	}
	once("host") // makes the machine
	var own, host []time.Duration
	for b.Loop() {
		own, host = append(own, once("own")), append(host, once("host"))
	}
	b.ReportMetric(milliseconds(slices.Min(own)-slices.Min(host)), "ms-added")
	b.ReportMetric(milliseconds(slices.Min(own)), "ms-own")
	b.ReportMetric(milliseconds(slices.Min(host)), "ms-host")
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// BenchmarkIdle tells the memory of an idle machine, without what it shares with
// others: of the process outside and of the one inside, in kB.
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
		b.ReportMetric(private(b, command.Process.Pid), "kB-outside")
		b.ReportMetric(private(b, childOf(b, command.Process.Pid)), "kB-inside")
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
