package main

import (
	"debug/buildinfo"
	"errors"
	"runtime/debug"
	"time"
)

// about is what a program says of its making.
type about struct {
	version  string // the tag, or what the toolchain makes of the commit
	revision string
	time     time.Time // of the commit
	info     *debug.BuildInfo
}

// read reads what a program says. One that was made of a source with changes that
// are not committed is none to release.
func read(program string) (about, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return about{}, err
	}
	a := about{version: info.Main.Version, info: info}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			a.revision = s.Value
		case "vcs.time":
			if a.time, err = time.Parse(time.RFC3339, s.Value); err != nil {
				return a, err
			}
		case "vcs.modified":
			if s.Value == "true" {
				return a, errors.New("the source has changes that are not committed")
			}
		}
	}
	if a.revision == "" || a.version == "" || a.time.IsZero() {
		return a, errors.New("the program does not say of which commit it is made")
	}
	return a, nil
}
