package ca_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/ca"
)

func TestWriteBundle(t *testing.T) {
	t.Parallel()
	a := newWorld(t).open()
	pem := string(a.PEM())
	for _, c := range []struct{ name, system, want string }{
		{"with the system's", "SYSTEM\n", "SYSTEM\n" + pem},
		{"without a last line end", "SYSTEM", "SYSTEM\n" + pem},
		{"system without roots", "", pem},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			system, bundle := filepath.Join(dir, "system.pem"), filepath.Join(dir, "bundle.pem")
			if c.system != "" {
				write(t, system, []byte(c.system))
			}
			write(t, bundle, []byte("what stood there before"))
			if err := ca.WriteBundle(bundle, a.PEM(), []string{filepath.Join(dir, "absent.pem"), system}); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(bundle)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Error(diff)
			}
			info, err := os.Stat(bundle)
			if err != nil || info.Mode().Perm() != 0o644 {
				t.Errorf("mode %v, error %v", info.Mode(), err)
			}
		})
	}
	t.Run("a folder that is not there", func(t *testing.T) {
		t.Parallel()
		if err := ca.WriteBundle(filepath.Join(t.TempDir(), "absent", "bundle.pem"), a.PEM(), nil); err == nil {
			t.Error("no error")
		}
	})
	t.Run("roots that cannot be read", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		if err := ca.WriteBundle(filepath.Join(dir, "bundle.pem"), a.PEM(), []string{dir}); err == nil {
			t.Error("no error")
		}
	})
}
