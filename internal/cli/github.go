package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/azimuthid/azimuth/internal/cli/environ"
)

// writeGitHub gives variables to the later steps of a job of GitHub Actions: it
// adds them to the file that GITHUB_ENV names, and has the log hide the secrets
// first, by the command for it on standard output.
func (a *app) writeGitHub(vars []environ.Var) error {
	path := os.Getenv("GITHUB_ENV")
	if path == "" {
		return errors.New("GITHUB_ENV is not set: --github is for a step of GitHub Actions; elsewhere use --format dotenv")
	}
	text, err := environ.Write("github", vars, nil)
	if err != nil {
		return err
	}
	var masks strings.Builder
	for _, secret := range environ.Secrets(vars) {
		fmt.Fprintf(&masks, "::add-mask::%s\n", secret)
	}
	if _, err := io.WriteString(a.stdout, masks.String()); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(file, text)
	return errors.Join(err, file.Close())
}
