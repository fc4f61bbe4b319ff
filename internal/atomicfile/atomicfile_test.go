package atomicfile_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/azimuthid/azimuth/internal/atomicfile"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	for _, step := range []struct {
		name, content string
		mode          os.FileMode
	}{
		{"new", "one", 0o600}, {"replaced", "two", 0o600}, {"the same again", "two", 0o600}, {"another mode", "two", 0o644}, {"empty", "", 0o644},
	} {
		if err := atomicfile.Write(path, []byte(step.content), step.mode); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != step.content {
			t.Errorf("%s: %q %v", step.name, got, err)
		}
		info, err := os.Stat(path)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != step.mode {
			t.Errorf("%s: %v %v", step.name, info.Mode(), err)
		}
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("%v %v is left beside the file", left, err)
	}
	if err := atomicfile.Write(filepath.Join(path, "absent", "file"), nil, 0o600); err == nil {
		t.Error("a folder that is not there is no error")
	}
}
