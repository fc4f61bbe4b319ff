//go:build linux

package quick

import (
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/lean"
)

// Socket is the name of the socket in the data directory at which a server answers.
const Socket = "exec.sock"

// Seen is what a process of this program sees: itself, the network and the files. Two
// processes that see the same speak the same language, and mean the same by addresses
// and paths.
func Seen() (string, error) {
	var program syscall.Stat_t
	if err := syscall.Stat("/proc/self/exe", &program); err != nil {
		return "", err
	}
	network, err := os.Readlink("/proc/self/ns/net")
	if err != nil {
		return "", err
	}
	files, err := os.Readlink("/proc/self/ns/mnt")
	if err != nil {
		return "", err
	}
	const second = 1_000_000_000
	return lean.Itoa(int(program.Dev)) + " " + lean.Itoa(int(program.Ino)) + " " + lean.Itoa(int(program.Mtim.Sec)*second+int(program.Mtim.Nsec)) + " " + network + " " + files, nil
}
