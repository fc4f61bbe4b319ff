// Package browser opens an address in the user's browser.
package browser

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
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
		c := exec.CommandContext(context.WithoutCancel(ctx), path, append(command[1:], address)...)
		if err := c.Start(); err != nil {
			return err
		}
		return c.Process.Release()
	}
	return ErrNone
}

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
		return append(all, []string{"open"})
	default:
		return append(all, []string{"xdg-open"}, []string{"x-www-browser"})
	}
}
