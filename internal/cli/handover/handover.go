// Package handover leads the user's own browser to an address that nobody else
// may see. The address with which a browser is opened is no place for it: every
// user of the machine reads it in the list of processes. The browser is opened at
// an address of this program instead, which answers once, on loopback, and to a
// program of the same user alone.
package handover

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"time"
)

// ErrNobody says that the user's browser did not come in time.
var ErrNobody = errors.New("no browser of yours has asked for the page")

// Places are where a browser is led.
type Places struct {
	Own   string // the user's browser: it may hold a secret
	Other string // whoever else asks
}

// Lead opens a browser with open and waits until the user's has been led on: at
// most for patience, then it fails with ErrNobody. own tells from the two ends of
// a connection, the other's first, whether it is the user's; Own is the one to use.
func Lead(ctx context.Context, to Places, patience time.Duration, open func(context.Context, string) error, own func(peer, here netip.AddrPort) bool) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	path := "/" + rand.Text()
	led := make(chan struct{}, 1)
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		switch {
		case r.URL.Path != path || r.Method != http.MethodGet:
			http.NotFound(w, r)
		case err != nil || !own(peer, netip.MustParseAddrPort(listener.Addr().String())):
			http.Redirect(w, r, to.Other, http.StatusSeeOther)
		default:
			select {
			case led <- struct{}{}:
				http.Redirect(w, r, to.Own, http.StatusSeeOther)
			default: // it was led already
				http.Redirect(w, r, to.Other, http.StatusSeeOther)
			}
		}
	})}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() {
		// What is being answered is answered; what goes wrong now is the browser's to show.
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = server.Shutdown(ending)
	}()
	if err := open(ctx, "http://"+listener.Addr().String()+path); err != nil {
		return err
	}
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case <-led:
		return nil
	case err := <-served:
		return err
	case <-limit.C:
		return ErrNobody
	case <-ctx.Done():
		return ctx.Err()
	}
}
