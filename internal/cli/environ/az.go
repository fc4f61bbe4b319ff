package environ

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"github.com/azimuthid/azimuth/internal/server"
)

// azConfig is the variable that names the directory of az's profile.
const azConfig = "AZURE_CONFIG_DIR"

// AzDir is the directory of az's profiles for a server: of the administrator's,
// one for each Way, and of the machines'. The user's own profile is never used:
// it may hold tokens for the real Azure, which az would send here.
func AzDir(env server.Environment) string {
	return filepath.Join(filepath.Dir(env.CAFile), server.AzDir)
}

func (m Machine) azDir(env server.Environment) string {
	digest := sha256.Sum256([]byte(strings.ToLower(m.ID)))
	return filepath.Join(AzDir(env), "machine-"+hex.EncodeToString(digest[:6]))
}

// Prepare makes what the variables name: the file of certificates, and a
// directory for az's profiles that only the user can look into.
func Prepare(env server.Environment) error {
	if err := writeBundle(env); err != nil {
		return err
	}
	return os.MkdirAll(AzDir(env), 0o700)
}
