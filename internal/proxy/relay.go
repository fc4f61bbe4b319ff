package proxy

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// relay copies between two connections in both directions until both have ended,
// nothing came for the idle time, or the proxy stops. It closes both.
func (p *Proxy) relay(near, far net.Conn) {
	closeBoth := sync.OnceFunc(func() {
		_, _ = near.Close(), far.Close() // what was to come through came through
	})
	defer closeBoth()
	idle := time.AfterFunc(p.config.Idle, closeBoth)
	defer idle.Stop()
	ended := make(chan struct{})
	go func() {
		select {
		case <-p.closing:
			closeBoth()
		case <-ended:
		}
	}()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		both.Go(func() {
			if !copyWay(way[1], way[0], func() { idle.Reset(p.config.Idle) }) {
				closeBoth()
			}
		})
	}
	both.Wait()
	close(ended)
}

// copyWay copies from one connection to the other until the first has no more,
// and passes its end on. It reports whether all went well.
func copyWay(to, from net.Conn, alive func()) bool {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			alive()
			if _, err := to.Write(buffer[:n]); err != nil {
				return false
			}
		}
		if errors.Is(err, io.EOF) {
			half, ok := to.(interface{ CloseWrite() error })
			return ok && half.CloseWrite() == nil
		}
		if err != nil {
			return false
		}
	}
}
