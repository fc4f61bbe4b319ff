package cli

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/azimuthid/azimuth/internal/cli/settings"
)

// dataDir is the data directory that a command works with, as an absolute path:
// what --data says, else $AZIMUTH_DATA, else the user's own.
func (a *app) dataDir() (string, error) {
	for _, dir := range []string{a.data, os.Getenv("AZIMUTH_DATA")} {
		if dir != "" {
			return filepath.Abs(dir)
		}
	}
	return userDataDir()
}

// dataOrigin is what dataDir's answer came from.
func (a *app) dataOrigin() string {
	switch {
	case a.data != "":
		return "--data"
	case os.Getenv("AZIMUTH_DATA") != "":
		return "AZIMUTH_DATA"
	}
	return settings.FromDefault
}

// userDataDir is the place where the operating system wants a program's data.
func userDataDir() (string, error) {
	const name = "azimuth"
	switch runtime.GOOS {
	case "windows":
		if dir := os.Getenv("LocalAppData"); dir != "" {
			return filepath.Join(dir, name), nil
		}
	case "darwin", "ios":
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, "Library", "Application Support", name), nil
		}
	default:
		// The XDG base directory specification ignores paths that are not absolute.
		if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, name), nil
		}
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, ".local", "share", name), nil
		}
	}
	return "", errors.New("the user has no home directory: say where the data is with --data or AZIMUTH_DATA")
}

func shownDefault() string {
	if dir, err := userDataDir(); err == nil {
		return dir
	}
	return "the user's data directory"
}
