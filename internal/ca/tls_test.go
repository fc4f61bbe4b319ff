package ca_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/ca"
)

var ours = []string{"localhost", "127.0.0.1", "::1", "management.azure.com", "login.microsoftonline.com", "*.metadata.azure.com", "box.lan"}

// leaf is the certificate that a server shows now.
func leaf(t *testing.T, config *tls.Config) *tls.Certificate {
	t.Helper()
	c, err := config.GetCertificate(&tls.ClientHelloInfo{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (w *world) verify(a *ca.Authority, c *x509.Certificate, host string) error {
	roots := x509.NewCertPool()
	roots.AddCert(root(w.t, a))
	_, err := c.Verify(x509.VerifyOptions{Roots: roots, DNSName: host, CurrentTime: w.clock(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

func TestLeaf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.open("box.lan")
	c := leaf(t, a.TLSConfig(ours)).Leaf
	for _, host := range []string{"localhost", "127.0.0.1", "[::1]", "management.azure.com", "eastus.metadata.azure.com", "box.lan"} {
		if err := w.verify(a, c, host); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	for _, host := range []string{"example.com", "127.0.0.2", "graph.microsoft.com"} {
		if w.verify(a, c, host) == nil {
			t.Errorf("%s: verified", host)
		}
	}
	if life := c.NotAfter.Sub(c.NotBefore); life != 90*24*time.Hour || len(c.SubjectKeyId) != 20 || c.IsCA {
		t.Errorf("life %v, key id %x, CA %v", life, c.SubjectKeyId, c.IsCA)
	}
	if other := leaf(t, a.TLSConfig(ours)).Leaf; other.SerialNumber.Cmp(c.SerialNumber) == 0 {
		t.Error("two certificates have one serial number")
	}
}

func TestUncoveredHostGetsNoCertificate(t *testing.T) {
	t.Parallel()
	a := newWorld(t).open()
	_, err := a.TLSConfig([]string{"localhost", "example.com"}).GetCertificate(&tls.ClientHelloInfo{})
	if hosts, ok := errors.AsType[*ca.HostsError](err); !ok || len(hosts.Hosts) != 1 || hosts.Hosts[0] != "example.com" {
		t.Errorf("error %v", err)
	}
}

// Whoever steals the authority's key cannot make certificates for other hosts.
func TestStolenKeyVouchesForNobodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.open()
	forge := func(name string, ip net.IP) *x509.Certificate {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(7), NotBefore: w.clock(), NotAfter: w.clock().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
		if ip != nil {
			template.IPAddresses = []net.IP{ip}
		} else {
			template.DNSNames = []string{name}
		}
		der, err := x509.CreateCertificate(rand.Reader, template, root(t, a), key.Public(), w.key())
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	if err := w.verify(a, forge("sts.windows.net", nil), "sts.windows.net"); err != nil {
		t.Fatalf("a permitted name: %v", err)
	}
	for host, c := range map[string]*x509.Certificate{
		"example.com":           forge("example.com", nil),
		"azure.com":             forge("azure.com", nil),
		"evilmanagement.azure.": forge("evilmanagement.azure", nil),
		"10.0.0.1":              forge("", net.IPv4(10, 0, 0, 1)),
	} {
		err := w.verify(a, c, strings.TrimSuffix(host, "."))
		if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); !ok || invalid.Reason != x509.CANotAuthorizedForThisName {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestRenewal(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	w := newWorld(t)
	a := w.open()
	config := a.TLSConfig([]string{"localhost"})
	first := leaf(t, config)
	for _, c := range []struct {
		pass  time.Duration
		renew bool
	}{{0, false}, {59 * day, false}, {day, true}, {59 * day, false}, {200 * day, true}} {
		w.pass(c.pass)
		now := leaf(t, config)
		if renewed := now != first; renewed != c.renew {
			t.Errorf("after another %v: renewed %v", c.pass, renewed)
		}
		if err := w.verify(a, now.Leaf, "localhost"); err != nil {
			t.Errorf("after another %v: %v", c.pass, err)
		}
		first = now
	}
}

func TestLeafDoesNotOutliveTheRoot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.open()
	end := root(t, a).NotAfter
	w.pass(end.Sub(w.clock()) - 10*24*time.Hour)
	if c := leaf(t, a.TLSConfig([]string{"localhost"})).Leaf; !c.NotAfter.Equal(end) {
		t.Errorf("until %s, the root until %s", c.NotAfter, end)
	}
}

func TestServer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.open()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{
		TLSConfig: a.TLSConfig([]string{"127.0.0.1", "localhost"}),
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Protocol", r.Proto) }),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.ServeTLS(listener, "", "") }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(a.PEM())
	transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: roots, Time: w.clock}}
	t.Cleanup(transport.CloseIdleConnections)
	response, err := (&http.Client{Transport: transport}).Get("https://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got := response.Header.Get("Protocol"); got != "HTTP/2.0" || response.TLS.Version != tls.VersionTLS13 {
		t.Errorf("%s over TLS %x", got, response.TLS.Version)
	}
}

func TestOpenSSLAgrees(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed")
	}
	w := newWorld(t)
	a := w.open("box.lan")
	dir := t.TempDir()
	rootFile, leafFile := filepath.Join(dir, "root.pem"), filepath.Join(dir, "leaf.pem")
	write(t, rootFile, a.PEM())
	write(t, leafFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: leaf(t, a.TLSConfig(ours)).Certificate[0]}))
	at := w.clock().Unix()
	for _, c := range []struct {
		option, host string
		ok           bool
	}{
		{"-verify_hostname", "localhost", true},
		{"-verify_hostname", "management.azure.com", true},
		{"-verify_ip", "127.0.0.1", true},
		{"-verify_ip", "::1", true},
		{"-verify_hostname", "example.com", false},
	} {
		command := exec.CommandContext(t.Context(), program, "verify", "-x509_strict", "-purpose", "sslserver", "-attime", big.NewInt(at).String(), "-CAfile", rootFile, c.option, c.host, leafFile)
		if output, err := command.CombinedOutput(); (err == nil) != c.ok {
			t.Errorf("%s: %v: %s", c.host, err, output)
		}
	}
}

// body is the authority's stored form.
func (w *world) body() map[string][]byte {
	w.t.Helper()
	d, err := w.store.Get(w.t.Context(), "/ca/authority")
	if err != nil {
		w.t.Fatal(err)
	}
	var body map[string][]byte
	if err := json.Unmarshal(d.Body, &body); err != nil {
		w.t.Fatal(err)
	}
	return body
}

// key is the authority's, as only the master key gives it.
func (w *world) key() *ecdsa.PrivateKey {
	w.t.Helper()
	secret, err := w.sealer.Open("/ca/authority", w.body()["sealedKey"])
	if err != nil {
		w.t.Fatal(err)
	}
	key, err := x509.ParsePKCS8PrivateKey(secret)
	if err != nil {
		w.t.Fatal(err)
	}
	return key.(*ecdsa.PrivateKey)
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
