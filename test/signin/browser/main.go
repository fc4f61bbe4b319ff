// Browser stands in for a person with a browser: it goes to the address that is its
// argument, signs in there as the administrator's own user, with a one-time code
// that it gets as the server's owner does, and goes where the server leads it.
// AZIMUTH_BIN is the program of the server, AZIMUTH_DATA its data directory.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/pagetest"
)

func main() {
	if err := visit(os.Getenv("AZIMUTH_DATA"), os.Args[len(os.Args)-1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func visit(dir, address string) error {
	env, err := server.ReadEnvironment(dir)
	if err != nil {
		return err
	}
	roots, err := os.ReadFile(env.CAFile)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(roots)
	browser := pagetest.New(&http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}})
	i, err := invite(dir)
	if err != nil {
		return err
	}
	page, err := browser.SignIn(address, i.User, func() (string, error) { return i.Code, nil })
	if err != nil {
		return err
	}
	if page.Left == nil {
		if page.Status != http.StatusOK || page.Problem() != "" {
			return fmt.Errorf("%s: %d %s %s", page.URL, page.Status, page.Heading(), page.Problem())
		}
		return nil
	}
	// The client listens there.
	client := &http.Client{Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	method := http.MethodGet
	if page.Posted != nil {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(context.Background(), method, page.Left.String(), strings.NewReader(page.Posted.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// invitation is what `azimuth portal` prints.
type invitation struct{ User, Code, Address string }

func invite(dir string) (i invitation, err error) {
	text, err := exec.CommandContext(context.Background(), os.Getenv("AZIMUTH_BIN"), "portal", "--data", dir, "--format", "json").Output()
	if err != nil {
		return i, fmt.Errorf("azimuth portal: %w", err)
	}
	return i, json.Unmarshal(text, &i)
}
