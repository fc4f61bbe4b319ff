package environ_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/cli/environ"
	"github.com/azimuthid/azimuth/internal/server"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	vars := []environ.Var{{Name: "PLAIN", Value: "https://127.0.0.1:8443/"}, {Name: "ODD", Value: "it's a \"$x\" `y` \\ \n."}}
	for _, test := range []struct{ format, want string }{
		{"shell", "unset GONE TOO\nexport PLAIN='https://127.0.0.1:8443/'\nexport ODD='it'\\''s a \"$x\" `y` \\ \n.'\n"},
		{"powershell", "Remove-Item -ErrorAction SilentlyContinue Env:GONE\nRemove-Item -ErrorAction SilentlyContinue Env:TOO\n" +
			"$env:PLAIN = 'https://127.0.0.1:8443/'\n$env:ODD = 'it''s a \"$x\" `y` \\ \n.'\n"},
		{"dotenv", "PLAIN=https://127.0.0.1:8443/\nODD=\"it's a \\\"\\$x\\\" \\`y\\` \\\\ \\n.\"\n"},
	} {
		t.Run(test.format, func(t *testing.T) {
			t.Parallel()
			got, err := environ.Write(test.format, vars, []string{"GONE", "TOO"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := environ.Write("xml", vars, nil); err == nil {
		t.Error("a format that is not there was written")
	}
}

// FuzzQuote has a shell read what was quoted for it.
func FuzzQuote(f *testing.F) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		f.Skip("there is no shell")
	}
	for _, seed := range []string{"", "plain", "it's", "a b", "$(x)", "~", "\n", "--", "*", "é\\"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsRune(s, 0) {
			t.Skip("no variable holds a NUL")
		}
		out, err := exec.CommandContext(t.Context(), shell, "-c", "printf %s."+" "+environ.Quote(s)).Output()
		if err != nil || string(out) != s+"." {
			t.Errorf("the shell read %q as %q (%v)", s, out, err)
		}
	})
}

func TestChild(t *testing.T) {
	t.Parallel()
	vars := []environ.Var{{Name: "SSL_CERT_FILE", Value: "/ours"}, {Name: "IDENTITY_ENDPOINT", Value: "http://ours"}}
	for _, test := range []struct {
		name            string
		inherited, want []string
	}{
		{"others are kept", []string{"PATH=/bin", "HOME=/h"}, []string{"PATH=/bin", "HOME=/h"}},
		{"what is given replaces", []string{"SSL_CERT_FILE=/theirs", "IDENTITY_ENDPOINT=http://theirs"}, nil},
		{"credentials go", []string{
			"AZURE_CLIENT_ID=x", "AZURE_CLIENT_SECRET=x", "AZURE_FEDERATED_TOKEN_FILE=x", "MSI_ENDPOINT=x", "MSI_SECRET=x",
			"IDENTITY_HEADER=x", "IMDS_ENDPOINT=x", "IDENTITY_SERVER_THUMBPRINT=x", "AZURE_TOKEN_CREDENTIALS=dev",
		}, nil},
		{"proxies spare the server", []string{"https_proxy=http://p", "NO_PROXY=a,b"}, []string{
			"https_proxy=http://p", "NO_PROXY=a,b,127.0.0.1,localhost,::1", "no_proxy=a,b,127.0.0.1,localhost,::1",
		}},
		{"no proxy, no exception", []string{"https_proxy="}, []string{"https_proxy="}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want := slices.Concat(test.want, []string{"SSL_CERT_FILE=/ours", "IDENTITY_ENDPOINT=http://ours"})
			if diff := cmp.Diff(want, environ.Child(test.inherited, vars, environ.Nearby)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMachineOf(t *testing.T) {
	t.Parallel()
	got, err := environ.MachineOf(server.Environment{Metadata: "http://127.0.0.1:8080"}, "/m", "h-1_")
	if err != nil {
		t.Fatal(err)
	}
	want := environ.Machine{
		ID: "/m", IdentityEndpoint: "http://127.0.0.1:8080/msi/token", IdentityHeader: "h-1_",
		AuthorityHost: "http://127.0.0.1:8080/vm/h-1_", MetadataProxy: "http://h-1_:x@127.0.0.1:8080",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, v := range got.Vars() {
		if strings.HasPrefix(v.Name, "MSI_") {
			t.Errorf("%s is set", v.Name)
		}
	}
}
