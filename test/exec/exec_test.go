package exec_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// requireClients makes the absence of a client a failure in place of a skip.
const requireClients = "AZIMUTH_REQUIRE_CLIENTS"

func absent(t *testing.T, why string) {
	t.Helper()
	if os.Getenv(requireClients) != "" {
		t.Fatalf("%s, and %s is set", why, requireClients)
	}
	t.Skip(why)
}

// run runs a program and returns its standard output.
func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir, command.Env = dir, append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String()
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// build builds a program of the module in dir.
func build(t *testing.T, dir, pkg string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	run(t, dir, []string{"GOWORK=off"}, "go", "build", "-o", program, pkg)
	return program
}

func curl(t *testing.T) []string {
	t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		absent(t, "curl is not installed")
	}
	const ask = `curl -sS --fail-with-body -H "X-IDENTITY-HEADER: $IDENTITY_HEADER" "$IDENTITY_ENDPOINT?api-version=2019-08-01&resource=https://management.azure.com" |
		sed 's/.*"access_token":"\([^"]*\)".*/\1/'`
	return []string{"sh", "-c", ask}
}

func goClient(t *testing.T) []string {
	t.Helper()
	return []string{build(t, "goclient", ".")}
}

func jsClient(t *testing.T) []string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		absent(t, "node is not installed")
	}
	if _, err := os.Stat("jsclient/node_modules"); err != nil {
		absent(t, "the JavaScript client's packages are not installed: run 'npm ci' in test/exec/jsclient")
	}
	return []string{"node", absolute(t, "jsclient/main.js")}
}

func TestUnmodifiedClients(t *testing.T) {
	t.Parallel()
	azimuth := build(t, "../..", "./cmd/azimuth")
	for _, test := range []struct {
		name    string
		command func(*testing.T) []string
		machine []string
		host    string // the end of the id of what holds the identity
	}{
		{"curl in a virtual machine", curl, []string{"--vm", "app"}, "/virtualmachines/app"},
		{"azidentity for Go in a virtual machine", goClient, []string{"--vm", "app"}, "/virtualmachines/app"},
		{"azidentity for Go in an instance", goClient, []string{"--vmss", "web", "--instance", "1"}, "/virtualmachinescalesets/web"},
		{"@azure/identity in a virtual machine", jsClient, []string{"--vm", "app"}, "/virtualmachines/app"},
		{"@azure/identity in an instance", jsClient, []string{"--vmss", "web", "--instance", "1"}, "/virtualmachinescalesets/web"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			command := test.command(t)
			data := t.TempDir()
			arguments := append(append([]string{"exec", "--data", data, "--create"}, test.machine...), "--")
			// What another cloud's user has in their environment must not be in the way.
			foreign := []string{
				"AZURE_CLIENT_ID=11111111-1111-1111-1111-111111111111", "AZURE_CLIENT_SECRET=theirs",
				"AZURE_TENANT_ID=22222222-2222-2222-2222-222222222222", "AZURE_TOKEN_CREDENTIALS=dev", "MSI_ENDPOINT=http://127.0.0.1:1",
			}
			token := strings.TrimSpace(run(t, "", foreign, azimuth, append(arguments, command...)...))
			claims := claimsOf(t, token)
			if claims.Audience != "https://management.azure.com" {
				t.Errorf("the token is for %q", claims.Audience)
			}
			if !strings.HasSuffix(strings.ToLower(claims.Resource), test.host) {
				t.Errorf("the token is that of %q, not of %s", claims.Resource, test.host)
			}
		})
	}
}

type claims struct {
	Audience string `json:"aud"`
	Resource string `json:"xms_mirid"`
}

func claimsOf(t *testing.T, token string) (c claims) {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("not a token: %q", token)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}
