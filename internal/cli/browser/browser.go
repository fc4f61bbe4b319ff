// Package browser opens an address in the user's browser.
package browser

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// ErrNone says that there is no program that would open a browser.
var ErrNone = errors.New("none was found")

// Open opens an address in the user's browser: the program that $BROWSER names,
// or the system's way to open an address. It does not wait for the browser.
func Open(ctx context.Context, address string) error {
	for _, command := range commands(os.Getenv("BROWSER")) {
		path, err := exec.LookPath(command[0])
		if err != nil {
			continue
		}
		if command[0] == script {
			c := exec.CommandContext(ctx, path, command[1:]...)
			c.Stdin = strings.NewReader(`open location "` + address + `"`)
			return c.Run() // it ends when the browser was told
		}
		c := exec.CommandContext(context.WithoutCancel(ctx), path, append(command[1:], address)...)
		if err := c.Start(); err != nil {
			return err
		}
		return c.Process.Release()
	}
	return ErrNone
}

// Private reports whether Open lets no other user of the machine see the address:
// on Windows nobody reads the command lines of another's processes, and on macOS
// the system is told the address otherwise. On Linux everybody does.
func Private() bool {
	return runtime.GOOS == "windows" || runtime.GOOS == "darwin" && os.Getenv("BROWSER") == ""
}

// script is macOS's program that does what it reads.
const script = "osascript"

// commands are what may open an address, in the order in which it is tried.
func commands(browser string) [][]string {
	var all [][]string
	if browser != "" {
		all = append(all, []string{browser})
	}
	switch runtime.GOOS {
	case "windows":
		return append(all, []string{"rundll32", "url.dll,FileProtocolHandler"})
	case "darwin":
		return append(all, []string{script, "-"})
	default:
		return append(all, []string{"xdg-open"}, []string{"x-www-browser"})
	}
}
