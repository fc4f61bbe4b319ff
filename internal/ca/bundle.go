package ca

import (
	"bytes"
	"errors"
	"io/fs"
	"os"

	"github.com/azimuthid/azimuth/internal/atomicfile"
)

// SystemRoots are the files in which systems keep the roots that they trust, in
// the order in which they are looked for.
func SystemRoots() []string {
	return []string{
		"/etc/ssl/certs/ca-certificates.crt",                // Debian, Ubuntu, Arch, Gentoo
		"/etc/pki/tls/certs/ca-bundle.crt",                  // Fedora, RHEL
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // CentOS, RHEL 7
		"/etc/ssl/ca-bundle.pem",                            // SUSE
		"/etc/ssl/cert.pem",                                 // Alpine, BSD, macOS
	}
}

// WriteBundle writes a file of the system's roots and our own, in PEM, for
// runtimes whose variable replaces the system's roots (REQUESTS_CA_BUNDLE,
// SSL_CERT_FILE). The system's are those of the first of the files that is
// there; where none is, the bundle has only ours. The file is replaced whole or
// not at all.
func WriteBundle(path string, own []byte, systemRoots []string) error {
	roots, err := firstFile(systemRoots)
	if err != nil {
		return err
	}
	if len(roots) > 0 && !bytes.HasSuffix(roots, []byte{'\n'}) {
		roots = append(roots, '\n')
	}
	return atomicfile.Write(path, append(roots, own...), 0o644)
}

// firstFile is the content of the first of the files that is there, or nothing.
func firstFile(files []string) ([]byte, error) {
	for _, file := range files {
		content, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		return content, err
	}
	return nil, nil
}
