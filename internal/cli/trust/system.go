package trust

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// System is the store of roots that all programs of a system trust.
type System struct {
	// Dir holds the roots that the administrator has added.
	Dir string
	// Find tells whether a program is there; Run runs it.
	Find func(program string) error
	Run  func(ctx context.Context, program string, args ...string) error
}

// updater makes the system's bundles anew from what the directories hold.
const updater = "update-ca-certificates"

// Debian is the store of Debian and its relatives, where there is one.
func Debian() System {
	return System{
		Dir:  "/usr/local/share/ca-certificates",
		Find: func(program string) error { _, err := exec.LookPath(program); return err },
		Run: func(ctx context.Context, program string, args ...string) error {
			output, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
			if err != nil {
				return fmt.Errorf("%s: %w: %s", program, err, output)
			}
			return nil
		},
	}
}

// ErrForeign is the answer of systems whose store has another form; ByHand tells
// what to do there.
var ErrForeign = errors.New("the store of this system is not one that Azimuth can change")

// Check returns ErrForeign unless the store can be changed.
func (s System) Check() error {
	info, err := os.Stat(s.Dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return ErrForeign
	}
	if err != nil {
		return err
	}
	if s.Find(updater) != nil {
		return ErrForeign
	}
	return nil
}

// Install puts the root, which is in PEM, into the store, and returns its file's name.
func (s System) Install(ctx context.Context, root []byte) (string, error) {
	file, err := s.file(root)
	if err != nil {
		return "", err
	}
	if err := s.Check(); err != nil {
		return "", err
	}
	// Readable for all, as the store's other files: they hold no secrets.
	if err := os.WriteFile(file, root, 0o644); err != nil {
		return "", err
	}
	if err := s.Run(ctx, updater); err != nil {
		return "", errors.Join(err, os.Remove(file))
	}
	return file, nil
}

// Uninstall takes the root out of the store; one that is not there is no error.
// It returns the files of other servers' roots that are still there.
func (s System) Uninstall(ctx context.Context, root []byte) (others []string, err error) {
	file, err := s.file(root)
	if err != nil {
		return nil, err
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	err = os.Remove(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	// Also when it was gone: an update may have failed after it went.
	if err := s.Run(ctx, updater, "--fresh"); err != nil {
		return nil, err
	}
	others, err = filepath.Glob(filepath.Join(s.Dir, prefix+"*"+suffix))
	return others, err
}

const (
	prefix = "azimuth-"
	suffix = ".crt" // the updater passes over all others
)

// file is the root's file: each root has its own, so that the servers of several
// directories do not take each other's away.
func (s System) file(root []byte) (string, error) {
	certificate, err := parse(root)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(certificate.Raw)
	return filepath.Join(s.Dir, prefix+hex.EncodeToString(sum[:8])+suffix), nil
}
