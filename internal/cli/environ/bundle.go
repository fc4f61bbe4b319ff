package environ

import (
	"os"
	"path/filepath"

	"github.com/azimuthid/azimuth/internal/ca"
	"github.com/azimuthid/azimuth/internal/server"
)

// Bundle is the file of certificates that Prepare writes.
func Bundle(env server.Environment) string {
	return filepath.Join(filepath.Dir(env.CAFile), server.BundleFile)
}

// writeBundle writes the file of certificates that Cloud's variables name: the
// system's roots and the server's own.
func writeBundle(env server.Environment) error {
	own, err := os.ReadFile(env.CAFile)
	if err != nil {
		return err
	}
	return ca.WriteBundle(Bundle(env), own, ca.SystemRoots())
}
