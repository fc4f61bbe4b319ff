package guest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/guest/front"
)

// service is one of those that a machine has only while it is on.
type service struct {
	listen func() (net.Listener, error)
	server func(gone func(front.State)) *http.Server
}

// power gives a machine its services, and takes them away while it is off, as Azure
// does: then nobody listens there.
type power struct {
	services []service
	// state asks whether the machine runs.
	state func(context.Context) (front.State, error)
	tell  func(front.State)

	gone    chan front.State
	mu      sync.Mutex
	running []*http.Server // nil while the machine is off
}

// every is how often it is asked whether a machine that is off is on again.
const every = 250 * time.Millisecond

// start opens the services. first are listeners that are open already.
func (p *power) start(first map[int]net.Listener) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, s := range p.services {
		l := first[i]
		if l == nil {
			var err error
			if l, err = s.listen(); err != nil {
				p.stopAll()
				return err
			}
		}
		server := s.server(p.noticed)
		p.running = append(p.running, server)
		go func() { _ = server.Serve(l) }() // it ends when it is closed
	}
	return nil
}

// noticed is told by an answer that the machine does not run.
func (p *power) noticed(s front.State) {
	select {
	case p.gone <- s:
	default: // it is known already
	}
}

func (p *power) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopAll()
}

func (p *power) stopAll() {
	for _, server := range p.running {
		_ = server.Close() // nothing that it says is for anybody
	}
	p.running = nil
}

// keep follows the machine until ctx ends.
func (p *power) keep(ctx context.Context) {
	for {
		var state front.State
		select {
		case <-ctx.Done():
			return
		case state = <-p.gone:
		}
		p.stop()
		p.tell(state)
		if !p.wait(ctx) || p.start(nil) != nil {
			return
		}
		p.tell(front.On)
	}
}

// wait returns when the machine is on again; false where ctx ended before.
func (p *power) wait(ctx context.Context) bool {
	ticks := time.NewTicker(every)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-ticks.C:
		}
		if state, err := p.state(ctx); err != nil || state != front.On {
			continue // a server that does not answer knows no better
		}
		select {
		case <-p.gone: // of before
		default:
		}
		return true
	}
}
