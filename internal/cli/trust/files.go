package trust

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/azimuthid/azimuth/internal/atomicfile"
	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server"
)

// DefaultPassword is the one that Java's own trust stores have. A trust store
// keeps no secret; its password only guards it against changes.
const DefaultPassword = pkcs12.DefaultPassword

// Files are the forms of a root.
type Files struct {
	// CA is the root alone, in PEM.
	CA string `json:"caFile"`
	// Bundle is the root after the system's, in PEM.
	Bundle string `json:"bundle"`
	// Store is the root alone as a PKCS #12 trust store with Password.
	Store    string `json:"trustStore"`
	Password string `json:"trustStorePassword"`
}

// Write writes the root, which is in PEM, in all forms into the directory, which
// is made where it is missing. The bundle has the roots of the first of the
// files systemRoots that is there.
func Write(dir string, root []byte, password string, systemRoots []string, sources resource.Sources) (Files, error) {
	certificate, err := parse(root)
	if err != nil {
		return Files{}, err
	}
	// What Java 8u301, 11.0.12, and all later versions read.
	store, err := pkcs12.Modern2023.WithRand(sources.Random).EncodeTrustStore([]*x509.Certificate{certificate}, password)
	if err != nil {
		return Files{}, fmt.Errorf("the trust store: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Files{}, err
	}
	f := Files{
		CA:     filepath.Join(dir, caFile),
		Bundle: filepath.Join(dir, server.BundleFile),
		Store:  filepath.Join(dir, server.TrustStoreFile), Password: password,
	}
	return f, errors.Join(
		atomicfile.Write(f.CA, root, 0o644),
		atomicfile.Write(f.Store, store, 0o644),
		ca.WriteBundle(f.Bundle, root, systemRoots),
	)
}

// caFile is called as in the data directory, so that writing there changes nothing.
const caFile = "ca.pem"

func parse(root []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(root)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, errors.New("the root is no certificate in PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}
