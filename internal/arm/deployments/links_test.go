package deployments_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/azimuthid/azimuth/internal/server"
)

// Linked templates are read from the folder that the server was given, and from
// nowhere else.
func TestLinkedTemplates(t *testing.T) {
	t.Parallel()
	outside, root := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		filepath.Join(outside, "secret.json"):               templateOf(identity("secret")),
		filepath.Join(root, "main.json"):                    templateOf(`{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"inner","properties":{"mode":"Incremental","templateLink":{"relativePath":"parts/one.json"},"parametersLink":{"relativePath":"parts/one.parameters.json"}}}`),
		filepath.Join(root, "parts", "one.json"):            templateOf(identity(`[parameters('name')]`), `"parameters":{"name":{"type":"string"}}`),
		filepath.Join(root, "parts", "one.parameters.json"): `{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#","contentVersion":"1.0.0.0","parameters":{"name":{"value":"linked"}}}`,
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"link.json": filepath.Join(outside, "secret.json"), "folder": outside, "inside.json": "main.json"} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Skipf("no symbolic links here: %v", err)
		}
	}
	w := start(t, func(c *server.Config) { c.TemplateRoot = root })
	linked := func(link string) string {
		return `{"properties":{"mode":"Incremental","templateLink":` + link + `}}`
	}
	same(t, any("Succeeded"), w.Must(http.MethodPut, w.deployment("d")+apiVersion, linked(`{"relativePath":"main.json"}`)).At("properties.provisioningState"))
	w.Must(http.MethodGet, w.identityID("linked")+"?api-version=2023-01-31", nil)
	for name, link := range map[string]string{
		"upwards":                 `{"relativePath":"../secret.json"}`,
		"upwards from a folder":   `{"relativePath":"parts/../../secret.json"}`,
		"an absolute path":        `{"relativePath":"` + filepath.ToSlash(filepath.Join(outside, "secret.json")) + `"}`,
		"a link out":              `{"relativePath":"link.json"}`,
		"a link within":           `{"relativePath":"inside.json"}`,
		"through a linked folder": `{"relativePath":"folder/secret.json"}`,
		"a folder":                `{"relativePath":"parts"}`,
		"nothing":                 `{"relativePath":"none.json"}`,
		"backslashes":             `{"relativePath":"..\\secret.json"}`,
		"an address":              `{"uri":"https://templates.test/a.json"}`,
		"a file address":          `{"uri":"file:///etc/passwd"}`,
		"a template spec":         `{"id":"` + w.rg + `/providers/Microsoft.Resources/templateSpecs/t/versions/v"}`,
		"no name at all":          `{}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			expect(t, w.Do(http.MethodPut, w.deployment("x")+apiVersion, linked(link)), 400, "InvalidContentLink")
		})
	}
}
