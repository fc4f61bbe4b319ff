package wire_test

import (
	"reflect"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

var program = wire.Program{
	Arguments: []string{"sh", "-c", ""}, Environment: []string{"A=1", "B=\n"}, Hostname: "app",
	Files: map[string]string{"/etc/hosts": "127.0.0.1 localhost\n", "/run/nscd/socket": ""}, Links: map[string]string{"/a": "/b"},
	Own: &wire.File{Path: "/tokens/token", Content: []byte("one")},
}

func TestProgram(t *testing.T) {
	t.Parallel()
	got, err := wire.DecodeProgram(program.Encode())
	if err != nil || !reflect.DeepEqual(got, program) {
		t.Errorf("%+v (%v)", got, err)
	}
}

var (
	question = wire.Question{
		Seen: "here", Group: "rg", VM: "app", ScaleSet: "set", Instance: "1", Inside: true, Isolated: true, Protocol: "imds",
		Arguments: []string{"true"}, Environment: []string{"PATH=/bin", ""},
	}
	answer = wire.Answer{ID: "/a", Handle: "b", TokenPort: 50342, Environment: []string{"A=1"}, Listen: []wire.Address{{IP: []byte{127, 0, 0, 1}, Port: 1}}, Always: 1}
)

func TestQuestion(t *testing.T) {
	t.Parallel()
	if got, err := wire.DecodeQuestion(question.Encode()); err != nil || !reflect.DeepEqual(got, question) {
		t.Errorf("%+v (%v)", got, err)
	}
	if got, err := wire.DecodeAnswer(answer.Encode()); err != nil || !reflect.DeepEqual(got, answer) {
		t.Errorf("%+v (%v)", got, err)
	}
}

// Whatever is not understood is refused, and nothing of it is used.
func TestRefused(t *testing.T) {
	t.Parallel()
	whole := program.Encode()
	for length := range len(whole) {
		if got, err := wire.DecodeProgram(whole[:length]); err == nil || got.Arguments != nil {
			t.Fatalf("%d of %d bytes are taken for a program", length, len(whole))
		}
	}
	if _, err := wire.DecodeProgram(append(whole, 0)); err == nil {
		t.Error("a byte more is not noticed")
	}
}

// No text makes a reader fail or want more memory than a few times the text's.
func FuzzDecode(f *testing.F) {
	f.Add(program.Encode())
	f.Add(question.Encode())
	f.Add(answer.Encode())
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 127})
	f.Fuzz(func(t *testing.T, text []byte) {
		if p, err := wire.DecodeProgram(text); err == nil {
			if again, err := wire.DecodeProgram(p.Encode()); err != nil || !reflect.DeepEqual(again, p) {
				t.Errorf("%+v is read as %+v (%v)", p, again, err)
			}
		}
		if q, err := wire.DecodeQuestion(text); err == nil {
			if again, err := wire.DecodeQuestion(q.Encode()); err != nil || !reflect.DeepEqual(again, q) {
				t.Errorf("%+v is read as %+v (%v)", q, again, err)
			}
		}
		if a, err := wire.DecodeAnswer(text); err == nil {
			if again, err := wire.DecodeAnswer(a.Encode()); err != nil || !reflect.DeepEqual(again, a) {
				t.Errorf("%+v is read as %+v (%v)", a, again, err)
			}
		}
	})
}
