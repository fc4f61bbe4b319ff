//go:build !linux

package door

import (
	"context"

	"github.com/azimuthid/azimuth/internal/server"
)

// Door is the socket of a server, of which there is none here.
type Door struct{}

// Open does nothing here.
func Open(context.Context, string, *server.Server) (*Door, error) { return &Door{}, nil }

// Close does nothing here.
func (*Door) Close() error { return nil }
