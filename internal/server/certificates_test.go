package server_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

const issueCertificate = "/providers/Azimuth/certificates/issue?api-version=2022-12-01"

// A service beside the server is trusted by whoever trusts the server.
func TestCertificateForAnotherService(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, func(c *server.Config) { c.Hosts = []string{"azurite.lan"} })
	got := w.Must(http.MethodPost, issueCertificate, `{"hosts":["localhost","127.0.0.9","Azurite.lan"]}`)
	pair, err := tls.X509KeyPair([]byte(got.Text("certificate")), []byte(got.Text("privateKey")))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(w.Server.CA())
	for _, host := range []string{"localhost", "127.0.0.9", "azurite.lan"} {
		if _, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host}); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	if pair.Leaf.IsCA {
		t.Error("it may issue others")
	}
}

func TestCertificatesThatAreNotIssued(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, func(c *server.Config) { c.Hosts = []string{"azurite.lan"} })
	for name, body := range map[string]string{
		"one of Azure's hosts":      `{"hosts":["localhost","management.azure.com"]}`,
		"a name beneath ours":       `{"hosts":["a.azurite.lan"]}`,
		"another machine's address": `{"hosts":["10.0.0.1"]}`,
		"a wildcard":                `{"hosts":["*.azurite.lan"]}`,
		"an empty name":             `{"hosts":[""]}`,
		"no host":                   `{"hosts":[]}`,
		"nothing":                   `{}`,
		"a number":                  `{"hosts":["localhost",1]}`,
		"a text":                    `{"hosts":"localhost"}`,
	} {
		if got := w.Do(http.MethodPost, issueCertificate, body); got.Status != http.StatusBadRequest || got.Text("error.code") != "InvalidHosts" {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	identity, _ := userIdentity(w)
	machine := w.MachineToken(machineOf(w, identity), "").Text("access_token")
	if got := w.As(machine, http.MethodPost, issueCertificate, `{"hosts":["localhost"]}`); got.Status != http.StatusForbidden {
		t.Errorf("a caller without the right: %d %s", got.Status, got.Body)
	}
}
