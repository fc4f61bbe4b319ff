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

// output runs a program and returns its standard output.
func output(t *testing.T, command *exec.Cmd) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command.Args, " "), err, stderr.String())
	}
	return stdout.String()
}

// The clients print a token for Resource Manager. They know nothing of Azimuth. With
// arguments they name the identity or the credential: see their sources.

func curl(t *testing.T, args ...string) []string {
	t.Helper()
	apart.Needs(t, "curl")
	url := "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com"
	if len(args) == 2 {
		url += "&" + map[string]string{"client-id": "client_id", "object-id": "object_id", "resource-id": "msi_res_id"}[args[0]] + "=" + args[1]
	}
	return []string{"sh", "-c", `curl -sS --fail-with-body -H Metadata:true "` + url + `" | sed 's/.*"access_token":"\([^"]*\)".*/\1/'`}
}

func curlByVariables(t *testing.T, _ ...string) []string {
	t.Helper()
	apart.Needs(t, "curl")
	const ask = `curl -sS --fail-with-body -H "X-IDENTITY-HEADER: $IDENTITY_HEADER" "$IDENTITY_ENDPOINT?api-version=2019-08-01&resource=https://management.azure.com" |
		sed 's/.*"access_token":"\([^"]*\)".*/\1/'`
	return []string{"sh", "-c", ask}
}

func goClient(_ *testing.T, args ...string) []string {
	return append([]string{built("goclient")}, args...)
}

func jsClient(t *testing.T, args ...string) []string {
	t.Helper()
	apart.Needs(t, "node")
	if _, err := os.Stat("jsclient/node_modules"); err != nil {
		apart.Absent(t, "the JavaScript client's packages are not installed: run 'npm ci' in test/exec/jsclient")
	}
	return append([]string{"node", inFolder(t, "jsclient/main.js")}, args...)
}

func pythonClient(t *testing.T, args ...string) []string {
	t.Helper()
	const python = "/usr/bin/python3" // of the system, which has the package
	if exec.Command(python, "-c", "import azure.identity").Run() != nil {
		apart.Absent(t, "azure.identity for Python is not installed")
	}
	return append([]string{python, inFolder(t, "pyclient/main.py")}, args...)
}

func inFolder(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// azClient signs in with its usual commands and configuration, and has a look around
// before it prints the token.
func azClient(t *testing.T, args ...string) []string {
	t.Helper()
	apart.Needs(t, "az")
	login := "az login --identity --allow-no-subscriptions"
	if len(args) == 2 {
		login += " --username " + args[1]
	}
	// Debian 12's az knows no other profile that its SDKs serve.
	folder := ""
	if len(args) == 2 {
		// Others are signed in on the same machine at the same time.
		folder = `AZURE_CONFIG_DIR=$(mktemp -d); export AZURE_CONFIG_DIR; trap 'rm -r "$AZURE_CONFIG_DIR"' EXIT; `
	}
	return []string{"sh", "-c", folder + `az cloud update --name AzureCloud --profile 2020-09-01-hybrid && ` + login + ` >/dev/null && az vm list --query '[].name' --output tsv | grep -qx app &&
		az account get-access-token --query accessToken --output tsv`}
}

// asker is a program that prints a token.
type asker struct {
	name    string
	command func(*testing.T, ...string) []string
}

var clients = []asker{
	{"curl", curl}, {"azidentity for Go", goClient}, {"@azure/identity", jsClient}, {"azure-identity for Python", pythonClient}, {"az", azClient},
}

// twoMachines are those that the clients run on, all at the same time.
var twoMachines = [][]string{{"--vm", "app"}, {"--vmss", "web", "--instance", "1"}}

func TestUnmodifiedClients(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for _, machine := range twoMachines {
		s.exec(t, append(append([]string{"--create", "--role", "Reader"}, machine...), "--", "true")...)
	}
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s.asksOnBoth(t, "own", c.command(t))
		})
	}
	for _, c := range []asker{{"curl", curlByVariables}, {"azidentity for Go", goClient}, {"@azure/identity", jsClient}} {
		t.Run(c.name+" in the host's network", func(t *testing.T) {
			t.Parallel()
			s.asksOnBoth(t, "host", c.command(t))
		})
	}
}

// asksOnBoth runs a client on two machines at the same time. Each gets its own token.
func (s *site) asksOnBoth(t *testing.T, network string, command []string) {
	t.Helper()
	tokens := make(chan string, 2)
	for _, machine := range twoMachines {
		// What another cloud's user has in their environment must not be in the way.
		foreign := []string{
			"AZURE_CLIENT_ID=11111111-1111-1111-1111-111111111111", "AZURE_CLIENT_SECRET=theirs",
			"AZURE_TENANT_ID=22222222-2222-2222-2222-222222222222", "AZURE_TOKEN_CREDENTIALS=dev", "MSI_ENDPOINT=http://127.0.0.1:1",
			"HTTP_PROXY=http://127.0.0.1:1", "HTTPS_PROXY=http://127.0.0.1:1",
		}
		go func() {
			arguments := append(append([]string{"--network", network}, machine...), "--")
			asking := s.command(t, append(arguments, command...)...)
			asking.Env = append(asking.Env, foreign...)
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
}

type claims struct {
	Audience string `json:"aud"`
	Resource string `json:"xms_mirid"`
	Object   string `json:"oid"`
	Machine  string `json:"xms_az_rid"`
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
