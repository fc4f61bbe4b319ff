package template_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
	"github.com/azimuthid/azimuth/internal/template/templatetest"
)

func TestCamelCase(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"VMSS": "vmss", "NewNSG": "newNSG", "vm": "vm", "Vm": "vm", "IPAddress": "ipAddress", "A": "a", "": "",
		"AB": "ab", "ABc": "aBc", "URL1": "urL1", "Ärger": "ärger", "_X": "_X",
	} {
		if got := template.CamelCase(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func deploymentOf(t *testing.T, text string) template.Deployment {
	t.Helper()
	d := templatetest.Deployment(resource.MustParseID(subscription + "/resourceGroups/rg"))
	var err error
	if d.Template, err = template.Parse(withMembers(text)); err != nil {
		t.Fatal(err)
	}
	return d
}

func planOf(t *testing.T, d template.Deployment) *template.Plan {
	t.Helper()
	plan, err := template.Expand(d)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestHash is of the template as it is meant, not as it is written.
func TestHash(t *testing.T) {
	t.Parallel()
	hash := func(text string) string { return deploymentOf(t, text).Template.Hash() }
	same := hash(`"resources": [], "variables": {"a": 1, "b": [true]}`)
	if other := hash("// a comment\n\"variables\": {\"b\": [ true ], \"a\": 1,},\n\"resources\": []"); other != same {
		t.Errorf("the hashes of one template are %s and %s", same, other)
	}
	if other := hash(`"resources": [], "variables": {"a": 2, "b": [true]}`); other == same {
		t.Error("two templates have one hash")
	}
	if strings.Trim(same, "0123456789") != "" || same == "" {
		t.Errorf("the hash %q is no decimal number", same)
	}
}

type vault map[string]string

func (v vault) Secret(id, name, version string) (string, error) {
	if s, ok := v[strings.Join([]string{id, name, version}, "|")]; ok {
		return s, nil
	}
	return "", errors.New("there is no such secret")
}

// TestSecrets are read where there is somebody to read them, and are never shown.
func TestSecrets(t *testing.T) {
	t.Parallel()
	d := deploymentOf(t, `"parameters": {"p": {"type": "securestring"}}, "resources": [{"type": "a.b/c", "apiVersion": "2020-01-01", "name": "c", "properties": {"p": "[parameters('p')]"}}]`)
	d.Secrets = vault{"/kv|admin|": "hunter2"}
	given := func(name string) {
		var err error
		d.Parameters, err = template.ParseParameters(fmt.Appendf(nil, `{"p": {"reference": {"keyVault": {"id": "/kv"}, "secretName": %q}}}`, name))
		if err != nil {
			t.Fatal(err)
		}
	}
	given("admin")
	plan := planOf(t, d)
	body, err := plan.Resources[0].Body(nil)
	if err != nil || document.String(body, "properties.p") != "hunter2" {
		t.Errorf("the body is %v, %v", body, err)
	}
	if shown := string(document.Write(plan.Parameters)); shown != `{"p":{"type":"SecureString"}}` {
		t.Errorf("the parameters are shown as %s", shown)
	}
	given("other")
	if _, err := template.Expand(d); err == nil || !strings.Contains(err.Error(), "there is no such secret") {
		t.Errorf("the error is %v", err)
	}
}

type files map[string]string

func (f files) Read(l template.Link) ([]byte, error) {
	base := ""
	if l.Base != nil {
		base = l.Base.RelativePath + "+"
	}
	if text, ok := f[base+l.RelativePath]; ok {
		return []byte(text), nil
	}
	return nil, errors.New("there is no such file")
}

// TestLinks follows links to templates and parameters, from linked templates too.
func TestLinks(t *testing.T) {
	t.Parallel()
	const linked = `"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2020-06-01", "name": "linked",
		"properties": {"mode": "Incremental", "templateLink": {"relativePath": "%s", "contentVersion": "%s"}, "parametersLink": {"relativePath": "p.json"}}}]`
	d := deploymentOf(t, fmt.Sprintf(linked, "a.json", "1.0.0.0"))
	d.Links = files{
		"a.json":        string(withMembers(`"parameters": {"n": {"type": "string"}, "u": {"type": "string", "defaultValue": "[deployment().properties.templateLink.relativePath]"}}, ` + fmt.Sprintf(linked, "b.json", "1.0.0.0"))),
		"p.json":        `{"n": {"value": "given"}}`,
		"a.json+b.json": string(withMembers(`"parameters": {"n": {"type": "string"}}, "resources": []`)),
		"a.json+p.json": `{"n": {"value": "deep"}}`,
	}
	outer := planOf(t, d)
	middle, err := outer.Resources[0].Nested(nil)
	if err != nil {
		t.Fatal(err)
	}
	plan := planOf(t, middle)
	if got := string(document.Write(plan.Parameters)); got != `{"n":{"type":"String","value":"given"},"u":{"type":"String","value":"a.json"}}` {
		t.Errorf("the linked template's parameters are %s", got)
	}
	inner, err := plan.Resources[0].Nested(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(document.Write(planOf(t, inner).Parameters)); got != `{"n":{"type":"String","value":"deep"}}` {
		t.Errorf("the innermost template's parameters are %s", got)
	}
	for name, c := range map[string]struct{ file, version, wants string }{
		"a file that is not there": {"c.json", "1.0.0.0", "there is no such file"},
		"another content version":  {"a.json", "2.0.0.0", "the content version '2.0.0.0' of the template link is not that of the template, '1.0.0.0'"},
	} {
		d.Template = deploymentOf(t, fmt.Sprintf(linked, c.file, c.version)).Template
		if _, err := planOf(t, d).Resources[0].Nested(nil); err == nil || !strings.Contains(err.Error(), c.wants) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

// TestUnknown tells what waits for the run from what is wrong.
func TestUnknown(t *testing.T) {
	t.Parallel()
	d := deploymentOf(t, `"resources": [{"type": "Microsoft.Resources/deployments", "apiVersion": "2020-06-01", "name": "n", "properties": {"mode": "Incremental",
		"expressionEvaluationOptions": {"scope": "inner"}, "parameters": {"p": {"value": "[reference('/subscriptions/s/providers/a.b/c/d', '2020-01-01').e]"}},
		"template": {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "contentVersion": "1.0.0.0", "parameters": {"p": {"type": "string"}}, "resources": []}}}],
		"outputs": {"o": {"type": "string", "value": "[reference('n').outputs.x.value]"}}`)
	plan := planOf(t, d)
	if _, err := plan.Resources[0].Nested(nil); !errors.Is(err, template.ErrUnknownAtPlan) {
		t.Errorf("the nested deployment is %v", err)
	}
	if _, err := plan.Outputs(nil); !errors.Is(err, template.ErrUnknownAtPlan) {
		t.Errorf("the outputs are %v", err)
	}
	_, err := plan.Resources[0].Body(templatetest.Live(nil))
	if e, ok := errors.AsType[*resource.Error](err); !ok || e.Code != "ResourceNotFound" {
		t.Errorf("what the runtime says comes out as %v", err)
	}
}

// TestBodiesAtOnce evaluates bodies from many goroutines, as a deployment does.
func TestBodiesAtOnce(t *testing.T) {
	t.Parallel()
	d := deploymentOf(t, `"variables": {"a": "[concat(variables('b'), 'x')]", "b": "[uniqueString(resourceGroup().id)]"},
		"resources": [{"type": "a.b/c", "apiVersion": "2020-01-01", "name": "[concat('c', copyIndex())]", "copy": {"name": "cs", "count": 50},
		"properties": {"v": "[if(true(), variables('a'), reference('/subscriptions/s', '2020-01-01').x)]", "live": "[reference('/subscriptions/s', '2020-01-01').x]"}}]`)
	plan := planOf(t, d)
	rt := templatetest.Live(map[string]any{"/subscriptions/s": map[string]any{"properties": map[string]any{"x": "y"}}})
	var group sync.WaitGroup
	for range 4 {
		for _, r := range plan.Resources {
			group.Go(func() {
				body, err := r.Body(rt)
				if err != nil || document.String(body, "properties.live") != "y" || document.String(body, "properties.v") == "" {
					t.Errorf("%s: %v, %v", r.Name, body, err)
				}
				body["mine"] = true // bodies are the caller's own
			})
		}
	}
	group.Wait()
}
