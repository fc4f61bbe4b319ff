package cli

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/azimuthid/azimuth/internal/atomicfile"
)

type certificateFlags struct {
	out   string
	hosts []string
}

func (a *app) certificate() *cobra.Command {
	var f certificateFlags
	c := &cobra.Command{
		Use:   "certificate --out DIRECTORY",
		Short: "Make a certificate for a service beside the server",
		Long: `Make a certificate and its key for a service of your own, such as Azurite, from
the authority that clients of the server trust already. SDKs send tokens over
TLS only, so that such a service needs one.

  certificate.pem  the certificate, good for 90 days
  key.pem          its key, for the owner of the file only

It can be for loopback and for names that the server was given with --host. The
server must run.`,
		Example: `  azimuth certificate --out certs
  azurite --oauth basic --cert certs/certificate.pem --key certs/key.pem`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runCertificate(c.Context(), f) },
	}
	c.Flags().StringVar(&f.out, "out", "", "`directory` for the files")
	c.Flags().StringArrayVar(&f.hosts, "host", []string{"localhost", "127.0.0.1", "::1"}, "`name` or address under which the service is reached; may be repeated")
	return c
}

func (a *app) runCertificate(ctx context.Context, f certificateFlags) error {
	if f.out == "" {
		return errors.New("say with --out where the files are to be")
	}
	var made struct{ Certificate, PrivateKey string }
	if err := a.ask(ctx, http.MethodPost, "/providers/Azimuth/certificates/issue", map[string]any{"hosts": f.hosts}, &made); err != nil {
		return err
	}
	if err := os.MkdirAll(f.out, 0o700); err != nil {
		return err
	}
	certificate, key := filepath.Join(f.out, "certificate.pem"), filepath.Join(f.out, "key.pem")
	if err := errors.Join(
		atomicfile.Write(certificate, []byte(made.Certificate), 0o644),
		atomicfile.Write(key, []byte(made.PrivateKey), 0o600),
	); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.stdout, "certificate  %s\nkey          %s\n", certificate, key)
	return err
}
