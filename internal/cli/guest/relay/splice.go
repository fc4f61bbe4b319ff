package relay

import (
	"io"
	"net"
)

// Splice copies between two connections, in both directions, until both have
// ended, and closes them. The end of one direction is passed on, for protocols that
// say so that all was said.
func Splice(a, b net.Conn) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		copyOne(a, b)
	}()
	copyOne(b, a)
	<-done
	_, _ = a.Close(), b.Close() // all was copied, or nobody is left to tell
}

func copyOne(to, from net.Conn) {
	_, err := io.Copy(to, from)
	half, ok := to.(interface{ CloseWrite() error })
	if err != nil || !ok || half.CloseWrite() != nil {
		_, _ = to.Close(), from.Close() // so that the other direction ends too
	}
}
