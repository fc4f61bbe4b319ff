package running_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/running"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

const anyPort = "127.0.0.1:0"

func config(data string) server.Config {
	return server.Config{Data: data, HTTPS: anyPort, Metadata: anyPort, Sources: resource.System()}
}

func TestFind(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if _, err := running.Find(t.Context(), data); !errors.Is(err, running.ErrStopped) {
		t.Errorf("before the first start: %v", err)
	}
	l, err := running.Start(t.Context(), config(data))
	if err != nil {
		t.Fatal(err)
	}
	c, err := running.Find(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := l.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := running.Must(t.Context(), data); !errors.Is(err, running.ErrStopped) || !strings.Contains(err.Error(), "azimuth serve --data "+data) {
		t.Errorf("after the stop: %v", err)
	}
}

func TestEnsure(t *testing.T) {
	t.Parallel()
	first, stopFirst, err := running.Ensure(t.Context(), config(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	// Another directory's server finds its addresses taken and takes others.
	other := t.TempDir()
	second, stopSecond, err := running.Ensure(t.Context(), config(other))
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if first.Environment().ResourceManager == second.Environment().ResourceManager {
		t.Error("two servers are at one address")
	}
	// A third asks for the second's directory and gets the second.
	third, stopThird, err := running.Ensure(t.Context(), config(other))
	if err != nil {
		t.Fatal(err)
	}
	defer third.Close()
	if third.Environment().ResourceManager != second.Environment().ResourceManager {
		t.Error("the server that runs was not used")
	}
	if err := errors.Join(stopThird(), second.Answering(t.Context()), stopSecond(), stopFirst()); err != nil {
		t.Error(err)
	}
	if _, err := running.Find(t.Context(), other); !errors.Is(err, running.ErrStopped) {
		t.Errorf("the server was not stopped: %v", err)
	}
}
