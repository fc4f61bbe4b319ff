package resource_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/azimuthid/azimuth/internal/resource"
)

func TestIsGUID(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"80c696ff-5efa-4909-a64d-f1b616f423ca":   true,
		"80C696FF-5EFA-4909-A64D-F1B616F423CA":   true,
		"00000000-0000-0000-0000-000000000000":   true,
		"":                                       false,
		"80c696ff5efa4909a64df1b616f423ca":       false,
		"80c696ff-5efa-4909-a64d-f1b616f423c":    false,
		"80c696ff-5efa-4909-a64d-f1b616f423cg":   false,
		"80c696ff-5efa-4909-a64d-f1b616f423ca ":  false,
		"{80c696ff-5efa-4909-a64d-f1b616f423ca}": false,
		"80c696ff05efa04909-a64d-f1b616f423ca":   false,
		"\x1080c696ff-5efa-4909-a64d-f1b616f42":  false,
	} {
		if got := resource.IsGUID(text); got != want {
			t.Errorf("%q is a GUID: %v", text, got)
		}
	}
}

func TestNewGUID(t *testing.T) {
	t.Parallel()
	for fill, want := range map[byte]string{
		0x00: "00000000-0000-4000-8000-000000000000",
		0xff: "ffffffff-ffff-4fff-bfff-ffffffffffff",
	} {
		s := resource.Sources{Random: bytes.NewReader(bytes.Repeat([]byte{fill}, 16))}
		if got := s.NewGUID(); got != want || !resource.IsGUID(got) {
			t.Errorf("of %#x comes %q, want %q", fill, got, want)
		}
	}
	if a, b := resource.System().NewGUID(), resource.System().NewGUID(); a == b || !resource.IsGUID(a) {
		t.Errorf("two GUIDs are %q and %q", a, b)
	}
}

// An error that is not ours is shown as an internal one, without its text.
func TestAsError(t *testing.T) {
	t.Parallel()
	own := resource.NotFound("ResourceNotFound", "The Resource '%s' was not found.", "x")
	if got := resource.AsError(fmt.Errorf("wrapped: %w", own)); got != own {
		t.Errorf("got %v", got)
	}
	got := resource.AsError(errors.New("secret"))
	if got.Kind != resource.KindInternal || got.Error() != "InternalServerError: The server encountered an internal error. Please retry the request." {
		t.Errorf("got %v", got)
	}
}
