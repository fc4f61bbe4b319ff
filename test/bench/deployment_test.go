package bench

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
)

// deploymentBody is a deployment of n user-assigned identities, none of which
// waits for another.
func deploymentBody(round, n int) []byte {
	return fmt.Appendf(nil, `{"properties":{"mode":"Incremental","template":{
		"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","contentVersion":"1.0.0.0",
		"resources":[{"type":"Microsoft.ManagedIdentity/userAssignedIdentities","apiVersion":"2023-01-31","name":"[concat('d-%d-',copyIndex())]",
			"location":"westus","tags":{"env":"bench"},"copy":{"name":"ids","count":%d}}]}}}`, round, n)
}

// BenchmarkDeployment is one deployment of 400 identities, against PUTs of the
// same ones by one client. Goal: 0.67.
func BenchmarkDeployment(b *testing.B) {
	benchDeployment(b, 1)
}

// BenchmarkDeploymentBesideClients is the same against 32 clients at once.
func BenchmarkDeploymentBesideClients(b *testing.B) {
	benchDeployment(b, clients)
}

func benchDeployment(b *testing.B, beside int) {
	b.Helper()
	w := start(b)
	prefix := w.ResourceManager + w.Subscription() + group + "/providers/"
	headers := map[string]string{"Authorization": "Bearer " + w.Token(w.ClientID, w.ClientSecret), "Content-Type": "application/json"}
	body := []byte(`{"location":"westus","tags":{"env":"bench"}}`)
	round := 0
	writers := make([]func(int) error, beside)
	for i := range writers {
		c := client(b, w.CAFile)
		writers[i] = func(n int) error {
			_, err := ask(c, http.MethodPut, fmt.Sprintf("%sMicrosoft.ManagedIdentity/userAssignedIdentities/s-%d-%d?api-version=2023-01-31", prefix, round, n), body, headers)
			return err
		}
	}
	c := client(b, w.CAFile)
	deploy := func(n int) error {
		round++
		reply, err := ask(c, http.MethodPut, fmt.Sprintf("%sMicrosoft.Resources/deployments/d%d?api-version=2021-04-01", prefix, round), deploymentBody(round, n), headers)
		if err == nil && !bytes.Contains(reply, []byte(`"provisioningState":"Succeeded"`)) {
			err = fmt.Errorf("the deployment did not succeed: %.500s", reply)
		}
		return err
	}
	ratio(b, deploy, func(n int) error { return inParallel(n, writers) })
}

// BenchmarkDeploymentOf800 is the time of the largest deployment that there is.
// Goal: 2 s.
func BenchmarkDeploymentOf800(b *testing.B) {
	w := start(b)
	prefix := w.ResourceManager + w.Subscription() + group + "/providers/Microsoft.Resources/deployments/"
	headers := map[string]string{"Authorization": "Bearer " + w.Token(w.ClientID, w.ClientSecret), "Content-Type": "application/json"}
	c := client(b, w.CAFile)
	round := 0
	for b.Loop() {
		round++
		if reply, err := ask(c, http.MethodPut, fmt.Sprintf("%sd%d?api-version=2021-04-01", prefix, round), deploymentBody(round, 800), headers); err != nil || !bytes.Contains(reply, []byte(`"Succeeded"`)) {
			b.Fatalf("%v %.500s", err, reply)
		}
	}
}
