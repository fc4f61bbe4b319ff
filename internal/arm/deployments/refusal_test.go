package deployments_test

import (
	"net/http"
	"strings"
	"testing"
)

// A deployment that is wrong does nothing: neither it nor a resource is there.
func TestRefusedBeforeAnythingIsDone(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	good := identity("good") + ","
	for name, test := range map[string]struct {
		body   string
		status int
		code   string
		says   string
	}{
		"no body":                   {"", 400, "InvalidRequestContent", "empty"},
		"no object":                 {"[]", 400, "InvalidRequestContent", "no object"},
		"no properties":             {"{}", 400, "InvalidRequestContent", "Required property 'properties'"},
		"no template":               {`{"properties":{"mode":"Incremental"}}`, 400, "InvalidRequestContent", "Required property 'template'"},
		"not even lenient JSON":     {`{"properties":{`, 400, "InvalidRequestContent", "line 1"},
		"an unknown mode":           {strings.Replace(body(good), "Incremental", "Sudden", 1), 400, "InvalidRequestContent", "Sudden"},
		"a location in a group":     {strings.Replace(body(good), "{", `{"location":"westus",`, 1), 400, "InvalidDeployment", "location"},
		"an unknown type":           {body(good + `{"type":"Microsoft.Compute/virtualMachinesScaleSets","apiVersion":"2018-06-01","name":"x"}`), 400, "InvalidResourceType", "Microsoft.Compute"},
		"an unknown namespace":      {body(good + `{"type":"Microsoft.None/things","apiVersion":"2018-06-01","name":"x"}`), 400, "InvalidResourceNamespace", "Microsoft.None"},
		"an api-version too old":    {body(good + `{"type":"Microsoft.Compute/disks","apiVersion":"2001-01-01","name":"x"}`), 400, "NoRegisteredProviderFound", "2001-01-01"},
		"a resource without a type": {body(good + `{"apiVersion":"2018-06-01","name":"x"}`), 400, "InvalidTemplate", "type"},
		"an expression cut short":   {body(good + identity(`[parameters(Location')]`)), 400, "InvalidTemplate", "Location"},
		"a group that is not there": {body(good + `{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"n","resourceGroup":"none","properties":{"mode":"Incremental","template":` + templateOf(network("v", "")) + `}}`), 404, "ResourceGroupNotFound", "none"},
		"a wrong nested template":   {body(good + `{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"n","properties":{"mode":"Incremental","expressionEvaluationOptions":{"scope":"inner"},"template":` + templateOf(`{"type":"Microsoft.None/x","apiVersion":"2020-01-01","name":"x"}`) + `}}`), 400, "InvalidResourceNamespace", "Microsoft.None"},
		"a linked template":         {`{"properties":{"mode":"Incremental","templateLink":{"uri":"https://templates.test/a.json"}}}`, 400, "InvalidContentLink", "--template-root"},
		"two templates":             {`{"properties":{"mode":"Incremental","templateLink":{"uri":"https://templates.test/a.json"},"template":` + templateOf("") + `}}`, 400, "InvalidRequestContent", "Only one"},
		"a parameter that is none":  {strings.Replace(body(good), `"mode"`, `"parameters":{"p":{"value":1}},"mode"`, 1), 400, "InvalidTemplate", "'p'"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.ReplaceAll(test.body, ",]", "]")
			for _, address := range []string{w.deployment("d") + apiVersion, w.deployment("d") + "/validate" + apiVersion, w.deployment("d") + "/whatIf" + apiVersion} {
				method := http.MethodPut
				if !strings.HasSuffix(address, "/d"+apiVersion) {
					method = http.MethodPost
				}
				reply := w.Do(method, address, text)
				expect(t, reply, test.status, test.code)
				if !strings.Contains(reply.Body, test.says) {
					t.Errorf("%s says nothing of %q: %s", address, test.says, reply.Body)
				}
			}
			expect(t, w.Do(http.MethodGet, w.deployment("d")+apiVersion, nil), 404, "DeploymentNotFound")
			expect(t, w.Do(http.MethodGet, w.identityID("good")+"?api-version=2023-01-31", nil), 404, "ResourceNotFound")
		})
	}
}

// The place of an error is that in the body which was sent.
func TestPlaceOfAnError(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	text := "{\"properties\": {\"mode\": \"incremental\", template:{ // as az sends it\n\"$schema\":\"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#\",\n\"contentVersion\":\"1.0.0.0\",\n\"resources\":[\n{\"type\":\"Microsoft.None/x\",\"apiVersion\":\"2020-01-01\",\"name\":\"x\"},\n]}}}"
	reply := w.Do(http.MethodPut, w.deployment("d")+apiVersion, text)
	expect(t, reply, 400, "InvalidResourceNamespace")
	same(t, any("TemplateViolation"), reply.At("error.additionalInfo.0.type"))
	same(t, any(5.0), reply.At("error.additionalInfo.0.info.lineNumber"))
}

func TestNames(t *testing.T) {
	t.Parallel()
	w := start(t, nil)
	for _, name := range []string{"a%20b", strings.Repeat("a", 65), "a+b"} {
		expect(t, w.Do(http.MethodPut, w.deployment(name)+apiVersion, body("")), 400, "InvalidDeploymentName")
	}
	w.Must(http.MethodPut, w.deployment("A-b_(c).d")+apiVersion, body(""))
	expect(t, w.Do(http.MethodPatch, w.deployment("d")+apiVersion, body("")), 405, "MethodNotAllowed")
	expect(t, w.Do(http.MethodPut, w.networkID("v")+"/providers/Microsoft.Resources/deployments/d"+apiVersion, body("")), 404, "InvalidResourceType")
}
