package signin_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// az is the Azure CLI with a profile of its own.
type az struct {
	t   *testing.T
	env []string
}

// newAz registers the server as a cloud. Nothing of it can reach the real Azure:
// every other host is behind a proxy that is not there.
func newAz(t *testing.T) az {
	t.Helper()
	if _, err := exec.LookPath("az"); err != nil {
		if os.Getenv("AZIMUTH_REQUIRE_CLIENTS") != "" {
			t.Fatal("az is not installed, and AZIMUTH_REQUIRE_CLIENTS is set")
		}
		t.Skip("az is not installed")
	}
	dir := t.TempDir()
	origin := azimuth.ResourceManager + "/"
	cloud, err := json.Marshal(map[string]any{
		"endpoints": map[string]string{
			"management": origin, "resourceManager": origin, "sqlManagement": origin, "batchResourceId": origin, "gallery": origin,
			"activeDirectory": azimuth.Login + "/adfs/aad", "activeDirectoryResourceId": origin, "activeDirectoryGraphResourceId": origin,
			"microsoftGraphResourceId": azimuth.Graph + "/", "vmImageAliasDoc": origin + "aliases.json", "portal": origin,
		},
		"suffixes": map[string]string{"storageEndpoint": "storage.localhost", "keyvaultDns": ".vault.localhost", "acrLoginServerEndpoint": ".azurecr.localhost"},
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "cloud.json")
	if err := os.WriteFile(file, cloud, 0o600); err != nil {
		t.Fatal(err)
	}
	a := az{t: t, env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "AZURE_CONFIG_DIR=" + filepath.Join(dir, "profile"), "REQUESTS_CA_BUNDLE=" + azimuth.CAFile,
		"HTTPS_PROXY=http://127.0.0.1:9", "HTTP_PROXY=http://127.0.0.1:9", "NO_PROXY=127.0.0.1,localhost",
		"AZURE_CORE_COLLECT_TELEMETRY=no", "AZURE_CORE_SURVEY_MESSAGE=no", "AZURE_CORE_ERROR_RECOMMENDATION=off", "AZURE_EXTENSION_USE_DYNAMIC_INSTALL=no",
		"BROWSER=" + browser, "AZIMUTH_DATA=" + data, "AZIMUTH_BIN=" + binary,
	}}
	a.run("cloud", "register", "-n", "local", "--cloud-config", "@"+file)
	a.run("cloud", "set", "-n", "local")
	return a
}

func (a az) command(args ...string) *exec.Cmd {
	c := exec.CommandContext(a.t.Context(), "az", args...)
	c.Env = a.env
	return c
}

// run is az's answer, as JSON.
func (a az) run(args ...string) string {
	a.t.Helper()
	text, err := a.try(args...)
	if err != nil {
		a.t.Fatal(err)
	}
	return text
}

func (a az) try(args ...string) (string, error) {
	c := a.command(args...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("az %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return stdout.String(), nil
}

// read is run, into a value.
func (a az) read(into any, args ...string) {
	a.t.Helper()
	text := a.run(args...)
	if err := json.Unmarshal([]byte(text), into); err != nil {
		a.t.Fatalf("az %s: %v: %s", strings.Join(args, " "), err, text)
	}
}

type account struct {
	ID       string
	TenantID string
	User     struct{ Name, Type string }
}

// works holds that az is signed in as the administrator's own user, for Resource
// Manager and for Graph.
func (a az) works() {
	a.t.Helper()
	var shown account
	a.read(&shown, "account", "show")
	if shown.ID != azimuth.SubscriptionID || shown.TenantID != azimuth.TenantID || shown.User.Name != "admin@azimuth.test" || shown.User.Type != "user" {
		a.t.Errorf("az account show: %+v", shown)
	}
	group := "rg-" + regexp.MustCompile("[^A-Za-z]").ReplaceAllString(a.t.Name(), "")
	var made struct{ Name string }
	a.read(&made, "group", "create", "-n", group, "-l", "westus")
	if made.Name != group {
		a.t.Errorf("az group create: %+v", made)
	}
	var me struct{ UserPrincipalName, ID string }
	a.read(&me, "ad", "signed-in-user", "show")
	if me.UserPrincipalName != "admin@azimuth.test" || me.ID == "" {
		a.t.Errorf("az ad signed-in-user show: %+v", me)
	}
	var token struct{ AccessToken, Tenant string }
	a.read(&token, "account", "get-access-token", "--resource", "https://vault.azure.net")
	if token.AccessToken == "" || token.Tenant != azimuth.TenantID {
		a.t.Errorf("az account get-access-token: a token of %q", token.Tenant)
	}
}

// P0: signing in by device code, which a person types elsewhere.
func TestDeviceCode(t *testing.T) {
	t.Parallel()
	a := newAz(t)
	c := a.command("login", "--use-device-code")
	var stdout bytes.Buffer
	c.Stdout = &stdout
	said, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	message := regexp.MustCompile(`open the page (\S+) and enter the code (\S+) to`)
	var heard strings.Builder
	found := false
	for lines := bufio.NewScanner(said); lines.Scan(); {
		heard.WriteString(lines.Text() + "\n")
		if m := message.FindStringSubmatch(lines.Text()); m != nil {
			found = true
			visit := exec.CommandContext(t.Context(), browser, m[1]+"?user_code="+m[2])
			visit.Env = a.env
			if output, err := visit.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, output)
			}
			_, _ = io.Copy(&heard, said) // what else it says, until it ends
		}
	}
	if err := c.Wait(); err != nil || !found {
		t.Fatalf("az login --use-device-code: %v\n%s", err, heard.String())
	}
	a.works()
}

// Signing in by the browser.
func TestBrowser(t *testing.T) {
	t.Parallel()
	a := newAz(t)
	a.run("login")
	a.works()
	a.run("logout")
	if _, err := a.try("account", "show"); err == nil {
		t.Error("az is signed in after az logout")
	}
}

// Signing in by name, with a one-time code for the password.
func TestPassword(t *testing.T) {
	t.Parallel()
	a := newAz(t)
	text, err := exec.CommandContext(t.Context(), binary, "portal", "--data", data, "--format", "json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var i struct{ User, Code string }
	if err := json.Unmarshal(text, &i); err != nil {
		t.Fatal(err)
	}
	a.run("login", "-u", i.User, "-p", i.Code)
	a.works()
	if _, err := newAz(t).try("login", "-u", i.User, "-p", i.Code); err == nil || !strings.Contains(err.Error(), "AADSTS50126") {
		t.Errorf("the code a second time: %v", err)
	}
}
