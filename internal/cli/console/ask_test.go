package console_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/console"
)

func TestAsk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, input string
		want        bool
		err         error
	}{
		{"y", "y\n", true, nil},
		{"yes in another case", " Yes \r\n", true, nil},
		{"yes without an end of line", "yes", true, nil},
		{"no", "n\n", false, nil},
		{"an empty line", "\n", false, nil},
		{"something else", "yesterday\n", false, nil},
		{"nothing", "", false, console.ErrNoTerminal},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			got, err := console.Ask(strings.NewReader(c.input), &out, "Really?")
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("%v %v", got, err)
			}
			if !strings.HasPrefix(out.String(), "Really? [y/N] ") {
				t.Errorf("asked %q", out.String())
			}
		})
	}
}

func TestConfirmAsksNobodyWhereThereIsNoTerminal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "answers")
	if err := os.WriteFile(path, []byte("yes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	var out bytes.Buffer
	if yes, err := console.Confirm(in, &out, "Really?"); yes || !errors.Is(err, console.ErrNoTerminal) || out.Len() > 0 {
		t.Errorf("%v %v %q", yes, err, out.String())
	}
}
