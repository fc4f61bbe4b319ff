package ca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"net"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	rootYears = 10
	leafLife  = 90 * 24 * time.Hour
	// backdate lets clients whose clocks are slow take a new certificate.
	backdate = time.Hour
)

// newRoot makes a root that may sign servers' certificates and nothing else.
func newRoot(sources resource.Sources, extraHosts []string) (*x509.Certificate, *ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), sources.Random)
	if err != nil {
		return nil, nil, err
	}
	now := sources.Now().UTC()
	template := &x509.Certificate{
		SerialNumber: serial(sources),
		// The suffix keeps the roots of several installations apart in a trust store.
		Subject:               pkix.Name{CommonName: "Azimuth local CA " + hex.EncodeToString(sources.Bytes(4))},
		NotBefore:             now.Add(-backdate),
		NotAfter:              now.AddDate(rootYears, 0, 0),
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	constrain(template, extraHosts)
	der, err := x509.CreateCertificate(sources.Random, template, template, key.Public(), key)
	if err != nil {
		return nil, nil, err
	}
	root, err := x509.ParseCertificate(der)
	return root, key, err
}

// issue makes a server's certificate for the hosts, with a key of its own. It
// does not outlive the root.
func (a *Authority) issue(hosts []string) (*tls.Certificate, error) {
	if missing := uncovered(a.root, hosts); len(missing) > 0 {
		return nil, &HostsError{Hosts: missing, Made: a.root.NotBefore}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), a.sources.Random)
	if err != nil {
		return nil, err
	}
	begin := a.sources.Now().UTC().Add(-backdate)
	template := &x509.Certificate{
		SerialNumber: serial(a.sources),
		// No common name: some verifiers would hold it against the root's constraints.
		Subject:               pkix.Name{Organization: []string{"Azimuth"}},
		NotBefore:             begin,
		NotAfter:              begin.Add(leafLife),
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if a.root.NotAfter.Before(template.NotAfter) {
		template.NotAfter = a.root.NotAfter
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, strings.ToLower(host))
		}
	}
	if template.SubjectKeyId, err = keyID(key); err != nil {
		return nil, err
	}
	der, err := x509.CreateCertificate(a.sources.Random, template, a.root, key.Public(), a.key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}, err
}

// serial is a positive number of 127 random bits.
func serial(sources resource.Sources) *big.Int {
	b := sources.Bytes(16)
	b[0] &= 0x7f
	b[15] |= 1 // never zero
	return new(big.Int).SetBytes(b)
}

// keyID names a key by the digest of its public point (RFC 7093, method 1).
func keyID(key *ecdsa.PrivateKey) ([]byte, error) {
	point, err := key.PublicKey.Bytes()
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(point)
	return digest[:20], nil
}
