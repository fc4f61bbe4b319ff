package running

import (
	"context"
	"errors"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/door"
	"github.com/azimuthid/azimuth/internal/meter"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/store/sqlite"
)

// Local is a server that runs in this process.
type Local struct {
	Environment server.Environment
	closing     sync.Mutex
	door        *door.Door // nil for none
	done        chan error
	cancel      context.CancelFunc
}

// Start opens a server with the embedded database and runs it. It returns when the server answers at both
// of its addresses; Stop or the end of ctx stops it.
func Start(ctx context.Context, config server.Config) (*Local, error) {
	config.Database, config.Meter = sqlite.Database{}, meter.New()
	s, err := server.Open(ctx, config)
	if err != nil {
		return nil, err
	}
	serving, cancel := context.WithCancel(ctx)
	l := &Local{Environment: s.Environment(), done: make(chan error, 1), cancel: cancel}
	go func() { l.done <- s.Run(serving) }()
	if err := l.ready(ctx); err != nil {
		return nil, errors.Join(err, l.Stop())
	}
	if config.Data != "" {
		if l.door, err = door.Open(ctx, config.Data, s); err != nil && config.Log != nil {
			config.Log.Warn("programs start more slowly: the server cannot be asked at a socket in its directory", "error", err)
		}
	}
	return l, nil
}

// ready waits until both addresses answer. They are open already, so that one
// request each is enough.
func (l *Local) ready(ctx context.Context) error {
	c, err := client.New(l.Environment)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.Answering(ctx)
}

// Wait returns when the server has stopped.
func (l *Local) Wait() error {
	err := <-l.done
	l.done <- err
	return errors.Join(err, l.closeDoor())
}

func (l *Local) closeDoor() error {
	l.closing.Lock()
	defer l.closing.Unlock()
	if l.door == nil {
		return nil
	}
	err := l.door.Close()
	l.door = nil
	return err
}

// Stop stops the server and waits until it has.
func (l *Local) Stop() error {
	l.cancel()
	return l.Wait()
}

// Ensure returns a client for the server of a data directory. Where none runs it
// starts one, at the addresses of the one that ran last if they are free; stop
// ends what was started and is never nil.
func Ensure(ctx context.Context, config server.Config) (_ *client.Client, stop func() error, err error) {
	stop = func() error { return nil }
	for range attempts {
		var c *client.Client
		if c, err = Find(ctx, config.Data); !errors.Is(err, ErrStopped) {
			return c, stop, err
		}
		var l *Local
		if l, err = startAnywhere(ctx, config); err == nil {
			c, err = client.New(l.Environment)
			return c, l.Stop, err
		}
		if !errors.Is(err, sqlite.ErrServed) {
			return nil, stop, err
		}
		// Another process starts or stops a server on the directory right now.
		select {
		case <-ctx.Done():
			return nil, stop, context.Cause(ctx)
		case <-time.After(pause):
		}
	}
	return nil, stop, err
}

const (
	attempts = 20
	pause    = 250 * time.Millisecond
)

// anyPort is an address with a port that is free.
const anyPort = "127.0.0.1:0"

// startAnywhere starts a server at the addresses of the one that ran last, or
// the usual ones, and at free ones where these are taken.
func startAnywhere(ctx context.Context, config server.Config) (*Local, error) {
	config.HTTPS, config.Metadata = server.DefaultHTTPS, server.DefaultMetadata
	if env, err := server.ReadEnvironment(config.Data); err == nil {
		config.HTTPS, config.Metadata = loopback(env.ResourceManager), loopback(env.Metadata)
	}
	l, err := Start(ctx, config)
	if taken, ok := errors.AsType[*net.OpError](err); ok && taken.Op == "listen" {
		config.HTTPS, config.Metadata = anyPort, anyPort
		l, err = Start(ctx, config)
	}
	return l, err
}

// loopback is an origin's address if nobody can reach it from elsewhere.
func loopback(origin string) string {
	u, err := url.Parse(origin)
	if err != nil {
		return anyPort
	}
	if ip := net.ParseIP(u.Hostname()); ip == nil || !ip.IsLoopback() {
		return anyPort
	}
	return u.Host
}
