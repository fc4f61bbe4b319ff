//go:build linux

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

	"github.com/azimuthid/azimuth/test/apart"
)

// run runs a program and returns its standard output.
func run(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	command.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String()
}

// The clients print a token for Resource Manager. They know nothing of Azimuth.

func curl(t *testing.T) []string {
	t.Helper()
	apart.Needs(t, "curl")
	const ask = `curl -sS --fail-with-body -H Metadata:true "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com" |
		sed 's/.*"access_token":"\([^"]*\)".*/\1/'`
	return []string{"sh", "-c", ask}
}

func curlByVariables(t *testing.T) []string {
	t.Helper()
	apart.Needs(t, "curl")
	const ask = `curl -sS --fail-with-body -H "X-IDENTITY-HEADER: $IDENTITY_HEADER" "$IDENTITY_ENDPOINT?api-version=2019-08-01&resource=https://management.azure.com" |
		sed 's/.*"access_token":"\([^"]*\)".*/\1/'`
	return []string{"sh", "-c", ask}
}

func goClient(*testing.T) []string { return []string{built("goclient")} }

func jsClient(t *testing.T) []string {
	t.Helper()
	apart.Needs(t, "node")
	if _, err := os.Stat("jsclient/node_modules"); err != nil {
		apart.Absent(t, "the JavaScript client's packages are not installed: run 'npm ci' in test/exec/jsclient")
	}
	path, err := filepath.Abs("jsclient/main.js")
	if err != nil {
		t.Fatal(err)
	}
	return []string{"node", path}
}

func pythonClient(t *testing.T) []string {
	t.Helper()
	const python = "/usr/bin/python3" // of the system, which has the package
	if exec.Command(python, "-c", "import azure.identity").Run() != nil {
		apart.Absent(t, "azure.identity for Python is not installed")
	}
	return []string{python, "-c", `from azure.identity import ManagedIdentityCredential
print(ManagedIdentityCredential().get_token("https://management.azure.com/.default").token)`}
}

// azClient signs in with its usual commands and configuration.
func azClient(t *testing.T) []string {
	t.Helper()
	apart.Needs(t, "az")
	return []string{"sh", "-c", `az login --identity --allow-no-subscriptions >/dev/null && az account get-access-token --query accessToken --output tsv`}
}

func TestUnmodifiedClients(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		network string
		command func(*testing.T) []string
	}{
		{"curl", "own", curl},
		{"azidentity for Go", "own", goClient},
		{"@azure/identity", "own", jsClient},
		{"azure-identity for Python", "own", pythonClient},
		{"az", "own", azClient},
		{"curl in the host's network", "host", curlByVariables},
		{"azidentity for Go in the host's network", "host", goClient},
		{"@azure/identity in the host's network", "host", jsClient},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			command := test.command(t)
			tokens := make(chan string, 2)
			// Both machines ask at the same time.
			for _, machine := range [][]string{{"--vm", "app"}, {"--vmss", "web", "--instance", "1"}} {
				s.exec(t, append([]string{"--create", "--role", "Reader", "--network", test.network}, append(machine, "--", "true")...)...)
				// What another cloud's user has in their environment must not be in the way.
				foreign := []string{
					"AZURE_CLIENT_ID=11111111-1111-1111-1111-111111111111", "AZURE_CLIENT_SECRET=theirs",
					"AZURE_TENANT_ID=22222222-2222-2222-2222-222222222222", "AZURE_TOKEN_CREDENTIALS=dev", "MSI_ENDPOINT=http://127.0.0.1:1",
					"HTTP_PROXY=http://127.0.0.1:1", "HTTPS_PROXY=http://127.0.0.1:1",
				}
				go func() {
					arguments := append([]string{"exec", "--data", s.data, "--network", test.network}, append(machine, "--")...)
					asking := exec.CommandContext(t.Context(), built("azimuth"), append(arguments, command...)...)
					asking.Env = append(os.Environ(), foreign...)
					var stderr bytes.Buffer
					asking.Stderr = &stderr
					out, err := asking.Output()
					if err != nil {
						t.Errorf("%v: %v\n%s", machine, err, stderr.String())
					}
					tokens <- strings.TrimSpace(string(out))
				}()
			}
			found := map[string]bool{}
			for range 2 {
				token := <-tokens
				if token == "" {
					continue
				}
				c := claimsOf(t, token)
				if !strings.HasPrefix(c.Audience, "https://management.") {
					t.Errorf("the token is for %q", c.Audience)
				}
				found[strings.ToLower(c.Resource[strings.LastIndexByte(strings.TrimRight(c.Resource, "/"), '/')+1:])] = true
			}
			if !found["app"] || !found["web"] {
				t.Errorf("the tokens are those of %v", found)
			}
		})
	}
}

type claims struct {
	Audience string `json:"aud"`
	Resource string `json:"xms_mirid"`
	Object   string `json:"oid"`
}

func claimsOf(t *testing.T, token string) (c claims) {
	t.Helper()
	parts := strings.Split(strings.TrimSpace(token), ".")
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
