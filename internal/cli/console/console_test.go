package console_test

import (
	"bytes"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/console"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	c := console.New(&b)
	stop := c.Spin("working")
	stop()
	stop()
	c.Done("made")
	c.Failed("broke")
	c.Linef("%s", c.Paint(console.Bold, "text"))
	if got, want := b.String(), "✓ made\n✗ broke\ntext\n"; got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
}
