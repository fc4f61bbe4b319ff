package steps_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/demo"
	"github.com/azimuthid/azimuth/internal/cli/demo/steps"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// variables are what a step is given.
func variables(w *servertest.World, more map[string]string) func(string) string {
	return func(name string) string {
		given := map[string]string{
			"AZIMUTH_RESOURCE_MANAGER": w.ResourceManager, "AZIMUTH_LOGIN": w.Login, "SSL_CERT_FILE": w.CAFile,
			"AZURE_TENANT_ID": w.TenantID, "AZURE_SUBSCRIPTION_ID": w.SubscriptionID,
			"AZURE_CLIENT_ID": w.ClientID, "AZURE_CLIENT_SECRET": w.ClientSecret,
			demo.VarGroup: "rg", demo.VarLocation: "westus", demo.VarScaleSet: "web",
		}
		if value, ok := more[name]; ok {
			return value
		}
		return given[name]
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	for _, test := range []struct {
		name, step string
		vars       map[string]string
		want       string
	}{
		{"an unknown step", "nonsense", nil, `there is no step "nonsense"`},
		{"no authority", demo.CreateGroup, map[string]string{"SSL_CERT_FILE": filepath.Join(t.TempDir(), "absent")}, "absent"},
		{"a machine's step outside a machine", demo.MachineToken, map[string]string{demo.VarResource: "https://management.azure.com"}, "HTTP_PROXY must name"},
		{"a proxy without a host", demo.ReadScaleSet, map[string]string{demo.VarProxy: "nonsense"}, "HTTP_PROXY must name"},
		{"a group that is not there", demo.CreateIdentity, map[string]string{demo.VarIdentity: "ID1"}, "ResourceGroupNotFound"},
		{"a role that is not there", demo.AssignRole, map[string]string{demo.VarRole: "nobody", demo.VarScope: ""}, "0 roles have the name nobody"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := steps.Run(t.Context(), test.step, variables(w, test.vars), resource.System())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestVerifyToken(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	token := w.Token(w.ClientID, w.ClientSecret)
	for _, test := range []struct {
		name, token, audience string
		verified              bool
	}{
		{"as issued", token, "https://management.azure.com", true},
		{"for another audience", token, "https://vault.azure.net", false},
		{"with another signature", token[:len(token)-8] + "AAAAAAAA", "https://management.azure.com", false},
		{"not signed at all", "eyJhbGciOiJub25lIn0.e30.", "https://management.azure.com", false},
		{"no token", "nonsense", "https://management.azure.com", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := steps.Run(t.Context(), demo.VerifyToken, variables(w, map[string]string{demo.VarToken: test.token, demo.VarResource: test.audience}), resource.System())
			if err != nil {
				t.Fatal(err)
			}
			result := got.(demo.Verification)
			if result.Verified != test.verified || (result.Error == "") != test.verified {
				t.Errorf("got %+v", result)
			}
		})
	}
}
