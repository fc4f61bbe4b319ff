package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// BenchmarkStart is the time from the start of the process to its line "ready",
// on an empty directory (goal: 400 ms) and on one with data (150 ms), and the
// memory that it has then (40 MB).
func BenchmarkStart(b *testing.B) {
	binary := buildServer(b)
	const starts = 5
	var first, again time.Duration
	var memory float64
	for range b.N {
		for range starts {
			data := b.TempDir()
			took, _ := startOnce(b, binary, data)
			first += took
			took, memory = startOnce(b, binary, data)
			again += took
		}
	}
	n := float64(b.N * starts)
	b.ReportMetric(float64(first.Milliseconds())/n, "ms/first")
	b.ReportMetric(float64(again.Milliseconds())/n, "ms/again")
	b.ReportMetric(memory, "MB")
}

// buildServer builds the program.
func buildServer(b *testing.B) (binary string) {
	b.Helper()
	binary = filepath.Join(b.TempDir(), "azimuth")
	build := exec.CommandContext(b.Context(), "go", "build", "-trimpath", "-o", binary, "github.com/azimuthid/azimuth/cmd/azimuth")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return binary
}

// startOnce starts the server, waits for its line, and stops it.
func startOnce(b *testing.B, binary, data string) (took time.Duration, megabytes float64) {
	b.Helper()
	server := exec.CommandContext(b.Context(), binary, "serve", "--data", data, "--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0", "--log-level", "error")
	out, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
		b.Fatalf("the server said %q (%v)", line, err)
	}
	took = time.Since(began)
	megabytes = residentMemory(b, server.Process.Pid)
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		b.Fatal(err)
	}
	if err := server.Wait(); err != nil {
		b.Fatal(err)
	}
	return took, megabytes
}

// residentMemory is what the process has in memory, in MB; 0 where the system does not tell.
func residentMemory(b *testing.B, pid int) float64 {
	b.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range bytes.Lines(status) {
		var kilobytes float64
		if n, _ := fmt.Sscanf(string(line), "VmRSS: %f kB", &kilobytes); n == 1 {
			return kilobytes / 1024
		}
	}
	return 0
}
