package bench

import (
	"fmt"
	"net/http"
	"testing"
)

const machineBody = `{"location":"westus","tags":{"env":"bench"},"identity":{"type":"SystemAssigned"},"properties":{
	"hardwareProfile":{"vmSize":"Standard_D2_v2"},
	"storageProfile":{"imageReference":{"publisher":"Canonical","offer":"UbuntuServer","sku":"18.04-LTS","version":"latest"},
		"osDisk":{"caching":"ReadWrite","createOption":"FromImage","managedDisk":{"storageAccountType":"Standard_LRS"}}},
	"osProfile":{"computerName":"bench","adminUsername":"azureuser"},"networkProfile":{"networkInterfaces":[]}}}`

// BenchmarkAuthorisedRead is GET of a virtual machine with a token, against a
// handler that writes the same body under the same TLS. Goal: 0.5.
func BenchmarkAuthorisedRead(b *testing.B) {
	w := start(b)
	address := w.ResourceManager + w.Subscription() + group + "/providers/Microsoft.Compute/virtualMachines/bench?api-version=2024-07-01"
	headers := map[string]string{"Authorization": "Bearer " + w.Token(w.ClientID, w.ClientSecret), "Content-Type": "application/json"}
	c := client(b, w.CAFile)
	body, err := ask(c, http.MethodPut, address, []byte(machineBody), headers)
	if err != nil {
		b.Fatal(err)
	}
	bareAddress, caFile := bare(b, body, true)
	bareClient := client(b, caFile)
	repeat := func(c *http.Client, address string) func(int) error {
		return func(n int) error {
			for range n {
				if _, err := ask(c, http.MethodGet, address, nil, headers); err != nil {
					return err
				}
			}
			return nil
		}
	}
	ratio(b, repeat(c, address), repeat(bareClient, bareAddress))
}

// clients is how many write at once.
const clients = 32

// BenchmarkDurableWrite is PUT of user-assigned identities by 32 clients over
// TLS, against grouped SQLite commits of the same rows and bytes alone. Goal: 0.4.
func BenchmarkDurableWrite(b *testing.B) {
	w := start(b)
	prefix := w.ResourceManager + w.Subscription() + group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/"
	headers := map[string]string{"Authorization": "Bearer " + w.Token(w.ClientID, w.ClientSecret), "Content-Type": "application/json"}
	body := []byte(`{"location":"westus","tags":{"env":"bench"}}`)
	round := 0
	writers := make([]func(int) error, clients)
	for i := range writers {
		c := client(b, w.CAFile)
		writers[i] = func(n int) error {
			_, err := ask(c, http.MethodPut, fmt.Sprintf("%sid-%d-%d?api-version=2023-01-31", prefix, round, n), body, headers)
			return err
		}
	}
	loop := startGrouped(b, w)
	alone := make([]func(int) error, clients)
	for i := range alone {
		alone[i] = func(n int) error { return loop.write(fmt.Sprintf("-%d-%d", round, n)) }
	}
	ratio(b, func(n int) error {
		round++
		return inParallel(n, writers)
	}, func(n int) error { return inParallel(n, alone) })
}
