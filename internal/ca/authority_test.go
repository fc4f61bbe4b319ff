package ca_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
	"github.com/azimuthid/azimuth/internal/token"
)

// world is what outlives a server: its store, its master key and the time.
type world struct {
	t       *testing.T
	store   *memory.Store
	sealer  *token.Sealer
	sources resource.Sources

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, store: memory.Open(), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	w.sources = resource.Sources{Now: w.clock, Random: rand.Reader}
	w.sealer = w.newSealer('k')
	return w
}

func (w *world) newSealer(master byte) *token.Sealer {
	w.t.Helper()
	sealer, err := token.NewSealer(bytes.Repeat([]byte{master}, token.MasterKeySize), w.sources)
	if err != nil {
		w.t.Fatal(err)
	}
	return sealer
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) open(extraHosts ...string) *ca.Authority {
	w.t.Helper()
	a, err := ca.Open(w.t.Context(), w.store, w.sealer, w.sources, extraHosts)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func root(t *testing.T, a *ca.Authority) *x509.Certificate {
	t.Helper()
	block, rest := pem.Decode(a.PEM())
	if block == nil || len(rest) > 0 {
		t.Fatalf("PEM: %q", a.PEM())
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRoot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := root(t, w.open("box.lan", "192.168.1.9", "fd00::1", "LOCALHOST"))
	if !c.IsCA || c.MaxPathLen != 0 || !c.MaxPathLenZero || c.KeyUsage != x509.KeyUsageCertSign || c.PublicKeyAlgorithm != x509.ECDSA {
		t.Errorf("CA %v, path %d, usage %b, algorithm %v", c.IsCA, c.MaxPathLen, c.KeyUsage, c.PublicKeyAlgorithm)
	}
	if !strings.HasPrefix(c.Subject.CommonName, "Azimuth local CA ") || c.NotAfter.Year() != 2036 {
		t.Errorf("%s until %s", c.Subject, c.NotAfter)
	}
	var ranges []string
	for _, r := range c.PermittedIPRanges {
		ranges = append(ranges, r.String())
	}
	if diff := cmp.Diff([]string{"127.0.0.0/8", "::1/128", "192.168.1.9/32", "fd00::1/128"}, ranges); diff != "" {
		t.Error(diff)
	}
	names := []string{
		"localhost", "management.azure.com", "management.core.windows.net", "login.microsoftonline.com", "login.microsoft.com",
		"login.windows.net", "sts.windows.net", "graph.microsoft.com", "metadata.azure.com", "box.lan",
	}
	if diff := cmp.Diff(names, c.PermittedDNSDomains); diff != "" || !c.PermittedDNSDomainsCritical {
		t.Errorf("critical %v: %s", c.PermittedDNSDomainsCritical, diff)
	}
}

func TestReopenedAuthorityIsTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.open("box.lan")
	w.pass(24 * time.Hour)
	for _, hosts := range [][]string{{"box.lan"}, {}, {"deep.box.lan", "localhost", "127.0.0.9"}} {
		if again := w.open(hosts...); !bytes.Equal(first.PEM(), again.PEM()) {
			t.Errorf("opened for %v: another root", hosts)
		}
	}
	if other := newWorld(t).open("box.lan"); bytes.Equal(first.PEM(), other.PEM()) {
		t.Error("another store has the same root")
	}
}

func TestReplicasThatStartAtOnceAgree(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	roots := make(chan string)
	for range 4 {
		go func() {
			a, err := ca.Open(t.Context(), w.store, w.sealer, w.sources, nil)
			if err != nil {
				roots <- err.Error()
				return
			}
			roots <- string(a.PEM())
		}()
	}
	want := <-roots
	for range 3 {
		if got := <-roots; got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	t.Run("hosts that the root does not cover", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		before := w.open("box.lan").PEM()
		_, err := ca.Open(t.Context(), w.store, w.sealer, w.sources, []string{"box.lan", "other.lan", "10.0.0.1"})
		hosts, ok := errors.AsType[*ca.HostsError](err)
		if !ok || !strings.Contains(err.Error(), "reset the authority") {
			t.Fatalf("error %v", err)
		}
		if diff := cmp.Diff([]string{"other.lan", "10.0.0.1"}, hosts.Hosts); diff != "" {
			t.Error(diff)
		}
		if err := ca.Reset(t.Context(), w.store); err != nil {
			t.Fatal(err)
		}
		if after := w.open("other.lan").PEM(); bytes.Equal(before, after) {
			t.Error("after Reset the root is the same")
		}
	})
	t.Run("another master key", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.open()
		if _, err := ca.Open(t.Context(), w.store, w.newSealer('x'), w.sources, nil); !errors.Is(err, token.ErrSealed) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("an expired root", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.open()
		w.pass(11 * 365 * 24 * time.Hour)
		if _, err := ca.Open(t.Context(), w.store, w.sealer, w.sources, nil); err == nil || !strings.Contains(err.Error(), "expired on 2036-11-23") {
			t.Errorf("error %v", err)
		}
	})
	for _, host := range []string{"", "box:8443", "*.lan", "a b", ".lan", "lan.", "https://box.lan"} {
		t.Run("host "+host, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if _, err := ca.Open(t.Context(), w.store, w.sealer, w.sources, []string{host}); err == nil {
				t.Error("no error")
			}
		})
	}
}

func TestKeyIsSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.open()
	key := w.key()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	d, err := w.store.Get(t.Context(), "/ca/authority")
	if err != nil {
		t.Fatal(err)
	}
	if d.Kind != "ca/authority" || bytes.Contains(w.body()["sealedKey"], der) {
		t.Errorf("kind %q; the key stands in clear: %v", d.Kind, bytes.Contains(w.body()["sealedKey"], der))
	}
}
