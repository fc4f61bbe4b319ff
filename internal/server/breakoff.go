package server

import (
	"context"
	"net"
	"net/http"
)

// connectionKey is the key of a request's connection in its context.
type connectionKey struct{}

// withConnection lets requests find their connection.
func withConnection(ctx context.Context, connection net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, connection)
}

// breakOff ends the connection of a request with RST, with all that goes on in it.
func breakOff(r *http.Request) {
	if connection, ok := r.Context().Value(connectionKey{}).(net.Conn); ok {
		for {
			outer, ok := connection.(interface{ NetConn() net.Conn })
			if !ok {
				break
			}
			connection = outer.NetConn()
		}
		if lingering, ok := connection.(interface{ SetLinger(seconds int) error }); ok {
			_ = lingering.SetLinger(0) // it is closed in any case
		}
		_ = connection.Close()
	}
	panic(http.ErrAbortHandler)
}
