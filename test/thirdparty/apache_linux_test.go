package thirdparty_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"github.com/azimuthid/azimuth/test/apart"
)

// The modules are where Debian puts them.
const (
	apacheProgram = "/usr/sbin/apache2"
	apacheModules = "/usr/lib/apache2/modules"
)

// apacheConfig is a server whose pages are opened by tokens: /orders by those of
// any machine for its audience, /private by one machine's.
var apacheConfig = template.Must(template.New("").Parse(`
ServerRoot {{.Dir}}
DefaultRuntimeDir {{.Dir}}
PidFile {{.Dir}}/pid
Mutex file:{{.Dir}}
ErrorLog {{.Dir}}/log
LogLevel warn auth_openidc:info
ServerName 127.0.0.1
Listen {{.Address}}
StartServers 1
{{- range .Modules}}
LoadModule {{.}}_module {{$.ModuleDir}}/mod_{{.}}.so
{{- end}}
{{- if .Root}}
User www-data
Group www-data
{{- end}}
DocumentRoot {{.Dir}}/pages

OIDCOAuthVerifyJwksUri {{.Keys}}
OIDCCABundlePath {{.CA}}
OIDCOAuthRemoteUserClaim oid
OIDCOAuthAcceptTokenAs header

<Location />
  AuthType oauth20
  <RequireAll>
    Require claim iss:{{.Issuer}}
    Require claim aud:{{.Audience}}
  </RequireAll>
</Location>
<Location /private>
  AuthType oauth20
  <RequireAll>
    Require claim iss:{{.Issuer}}
    Require claim aud:{{.Audience}}
    Require claim oid:{{.Principal}}
  </RequireAll>
</Location>
`))

const orders = "api://orders"

// apache starts Apache with mod_auth_openidc, which protects its pages with the
// site's published keys, and returns its origin.
func apache(t *testing.T, s *site, principal string) string {
	t.Helper()
	dir, address := t.TempDir(), free(t)
	if err := os.MkdirAll(filepath.Join(dir, "pages"), 0o755); err != nil {
		t.Fatal(err)
	}
	// It gives up root for a user of its own, who must come so far.
	for at := dir; at != os.TempDir() && at != "/"; at = filepath.Dir(at) {
		if err := os.Chmod(at, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	ca, err := os.ReadFile(s.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"pages/orders": "the orders", "pages/private": "the private orders", "ca.pem": string(ca)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	config, err := os.Create(filepath.Join(dir, "config"))
	if err != nil {
		t.Fatal(err)
	}
	defer config.Close()
	if err := apacheConfig.Execute(config, map[string]any{
		"Dir": dir, "Address": address, "ModuleDir": apacheModules, "Root": os.Geteuid() == 0,
		"Modules": []string{"mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc"},
		"Keys":    s.Login + "/" + s.TenantID + "/discovery/v2.0/keys", "CA": filepath.Join(dir, "ca.pem"),
		"Issuer": "https://sts.windows.net/" + s.TenantID + "/", "Audience": orders, "Principal": principal,
	}); err != nil {
		t.Fatal(err)
	}
	process := exec.Command(apacheProgram, "-f", config.Name(), "-D", "FOREGROUND")
	process.Stderr = os.Stderr
	run(t, process)
	log := func() string {
		text, _ := os.ReadFile(filepath.Join(dir, "log")) // it may not be there yet
		return string(text)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(log())
		}
	})
	listening(t, address, log)
	return "http://" + address
}

// claimsOf are those of a token's claims that the tests look at.
func claimsOf(t *testing.T, token string) (claims struct {
	Object string `json:"oid"`
},
) {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("no token: %q", token)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func keyOf(t *testing.T, token string) string {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	if err != nil {
		t.Fatal(err)
	}
	var header struct{ Kid string }
	if err := json.Unmarshal(text, &header); err != nil {
		t.Fatal(err)
	}
	return header.Kid
}

// S3: Apache with mod_auth_openidc opens pages to machines by their tokens.
func TestApache(t *testing.T) {
	t.Parallel()
	apart.Needs(t, "curl")
	if _, err := os.Stat(apacheModules + "/mod_auth_openidc.so"); err != nil {
		apart.Absent(t, "Apache's mod_auth_openidc is not installed")
	}
	s := serve(t, "--audience", orders)
	first := s.on(t, "app", "sh", "-c", tokenFor(orders))
	origin := apache(t, s, claimsOf(t, first).Object)

	const withToken = `; curl -sS -w ' %{http_code}' -H "Authorization: Bearer $token" `
	open := func(machine, token, path string) string {
		t.Helper()
		return s.on(t, machine, "sh", "-c", token+withToken+origin+path)
	}
	mine := "token=$(" + tokenFor(orders) + ")"
	is := func(what, got, text, status string) {
		t.Helper()
		if !strings.HasSuffix(got, " "+status) || text != "" && got != text+" "+status {
			t.Errorf("%s: %q, want %s", what, got, status)
		}
	}
	is("the machine", open("app", mine, "/private"), "the private orders", "200")
	is("another machine where any may", open("other", mine, "/orders"), "the orders", "200")
	is("another machine", open("other", mine, "/private"), "", "401")
	is("another audience", open("app", "token=$("+tokenFor("https://storage.azure.com")+")", "/orders"), "", "401")
	is("no token", s.on(t, "app", "curl", "-sS", "-w", " %{http_code}", origin+"/orders"), "", "401")
	signature := strings.LastIndexByte(first, '.') + 1
	is("a changed token", open("app", "token="+first[:signature]+strings.Repeat("A", len(first)-signature), "/orders"), "", "401")

	s.azimuth(t, "keys", "rotate", "--at-once")
	second := s.on(t, "app", "sh", "-c", tokenFor(orders))
	if keyOf(t, first) == keyOf(t, second) {
		t.Fatal("the key is the same after it was rotated")
	}
	is("a token of the new key", open("app", "token="+second, "/private"), "the private orders", "200")
	is("a token of the old key", open("app", "token="+first, "/private"), "the private orders", "200")
}
