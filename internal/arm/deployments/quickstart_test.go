package deployments_test

import (
	"fmt"
	"iter"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
	"github.com/azimuthid/azimuth/internal/template/source"
	"github.com/azimuthid/azimuth/internal/template/templatetest"
)

// outcome is what became of a template.
type outcome struct {
	name, how, why string
	good           bool
}

var schemaForm = regexp.MustCompile(`(?i)"\$schema"\s*:\s*"[^"]*/(\w+)\.json`)

// Every public template deploys: with the types that are served, and where it
// names others with those kept as documents.
func TestQuickstarts(t *testing.T) {
	t.Parallel()
	files := templatetest.Quickstarts(t, "../../..")
	strict := startBare(t, nil)
	storing := startBare(t, func(c *server.Config) { c.KeepUnknown = true })
	outcomes := make([]outcome, len(files))
	for i, file := range files {
		o := outcome{name: filepath.Base(filepath.Dir(file)), how: "served"}
		reply := deployQuickstart(t, strict, file, fmt.Sprintf("t%d", i))
		if unserved(reply) {
			o.how = "stored"
			reply = deployQuickstart(t, storing, file, fmt.Sprintf("t%d", i))
		}
		o.good, o.why = reply.Text("properties.provisioningState") == "Succeeded", reasonOf(reply)
		outcomes[i] = o
	}
	good := 0
	var table strings.Builder
	slices.SortStableFunc(outcomes, func(a, b outcome) int { return strings.Compare(a.how, b.how) })
	for _, o := range outcomes {
		mark := "FAIL"
		if o.good {
			mark = "pass"
			good++
		}
		fmt.Fprintf(&table, "%s  %s  %s  %s\n", mark, o.how, o.name, o.why)
	}
	t.Logf("%d of %d templates deploy\n%s", good, len(outcomes), table.String())
	if good*100 < len(outcomes)*95 {
		t.Errorf("only %d of %d templates deploy", good, len(outcomes))
	}
}

// deployQuickstart deploys a template at the scope that its schema is for.
func deployQuickstart(t *testing.T, w *world, file, name string) servertest.Reply {
	t.Helper()
	text, hints := templatetest.Prepared(t, file)
	parameters, err := templatetest.Fit(text, hints)
	if err != nil {
		return servertest.Reply{Body: fmt.Sprintf(`{"error":{"code":"Fit","message":%q}}`, err)}
	}
	scope, location := "", `"location":"westus",`
	switch schema := schemaForm.FindStringSubmatch(string(text)); {
	case schema == nil || strings.EqualFold(schema[1], "deploymentTemplate"):
		scope, location = w.Subscription()+"/resourceGroups/"+name, ""
		w.Must(http.MethodPut, scope+apiVersion, `{"location":"westus"}`)
	case strings.EqualFold(schema[1], "subscriptionDeploymentTemplate"):
		scope = w.Subscription()
	}
	prepareQuickstart(w, filepath.Base(filepath.Dir(file)), scope)
	body := `{` + location + `"properties":{"mode":"Incremental","parameters":` + parametersOf(t, text, parameters, givenFor(w, scope)) + `,template:` + strings.TrimPrefix(string(text), "\ufeff") + `}}`
	reply := w.Do(http.MethodPut, scope+"/providers/Microsoft.Resources/deployments/"+name+apiVersion, body)
	for group := range w.groups() { // so that their names in DNS are free again
		w.Do(http.MethodDelete, group+apiVersion, nil) // a template may have locked its group
	}
	return reply
}

// groups are the ids of all groups.
func (w *world) groups() iter.Seq[string] {
	groups, _ := w.Must(http.MethodGet, w.Subscription()+"/resourceGroups"+apiVersion, nil).At("value").([]any)
	return func(yield func(string) bool) {
		for _, group := range groups {
			if id, _ := document.At(group, "id").(string); !yield(id) {
				return
			}
		}
	}
}

// givenFor are the parameters of a template that nobody could think of from the
// template alone, by their names.
func givenFor(w *world, group string) map[string]any {
	backends := func(name string) any {
		return map[string]any{"name": name, "backends": []any{map[string]any{
			"address": "a.test", "httpPort": 80, "httpsPort": 443, "weight": 50, "priority": 1, "enabledState": "Enabled",
		}}}
	}
	return map[string]any{
		"_artifactsLocation":   "https://artifacts.test/",
		"backendPools1":        backends("one"),
		"backendPools2":        backends("two"),
		"existingVNETLocation": "westus",
		"nsgId":                group + "/providers/Microsoft.Network/networkSecurityGroups/given",
		"principalId":          w.principal,
		"publicIPAddressDns":   "given",
	}
}

// parametersOf are the parameters of a parameter file, and the given ones that
// the template has.
func parametersOf(t *testing.T, template, file []byte, given map[string]any) string {
	t.Helper()
	value, err := document.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	parameters, _ := document.At(value, "parameters").(map[string]any)
	n, err := source.Read(template, source.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range given {
		if n.Get("parameters").Get(name) != nil {
			parameters[name] = map[string]any{"value": value}
		}
	}
	return string(document.Write(parameters))
}

// unserved reports whether a template names types that are not served.
func unserved(r servertest.Reply) bool {
	return strings.Contains(r.Body, "InvalidResourceType") || strings.Contains(r.Body, "InvalidResourceNamespace")
}

// reasonOf is why a deployment failed.
func reasonOf(r servertest.Reply) string {
	for _, path := range []string{"error", "properties.error"} {
		if r.At(path) == nil {
			continue
		}
		for deeper := path + ".details.0"; r.At(deeper) != nil; deeper += ".details.0" {
			path = deeper
		}
		return r.Text(path+".code") + ": " + r.Text(path+".message") + " " + r.Text(path+".target")
	}
	if r.Status >= 400 {
		return r.Body
	}
	return ""
}
