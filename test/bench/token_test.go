package bench

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"net/http"
	"testing"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// machine makes a scale set of one instance and returns the address of its
// metadata service's token endpoint.
func machine(b *testing.B, w *servertest.World) string {
	b.Helper()
	set := w.Subscription() + group + "/providers/Microsoft.Compute/virtualMachineScaleSets/bench"
	w.Must(http.MethodPut, set+"?api-version=2024-07-01", `{"location":"westus","sku":{"name":"Standard_D1_v2","capacity":1},
		"identity":{"type":"SystemAssigned"},"properties":{"upgradePolicy":{"mode":"Automatic"},"virtualMachineProfile":{}}}`)
	return w.Metadata + "/vm/" + w.Handle(set+"/virtualMachines/0") + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource="
}

var metadataHeader = map[string]string{"Metadata": "true"}

// BenchmarkCachedMetadataToken is a token that is signed already, against a
// handler that writes the same body. Goal: 0.8.
func BenchmarkCachedMetadataToken(b *testing.B) {
	w := start(b)
	address := machine(b, w) + "https://management.azure.com/"
	c := client(b, "")
	body, err := ask(c, http.MethodGet, address, nil, metadataHeader)
	if err != nil {
		b.Fatal(err)
	}
	bareAddress, _ := bare(b, body, false)
	bareClient := client(b, "")
	repeat := func(c *http.Client, address string) func(int) error {
		return func(n int) error {
			for range n {
				if _, err := ask(c, http.MethodGet, address, nil, metadataHeader); err != nil {
					return err
				}
			}
			return nil
		}
	}
	ratio(b, repeat(c, address), repeat(bareClient, bareAddress))
}

// BenchmarkFirstToken is a token for an audience that was never asked for, over
// HTTP, against a bare RSA-2048 signature. Goal: 0.8.
func BenchmarkFirstToken(b *testing.B) {
	w := start(b)
	address := machine(b, w)
	c := client(b, "")
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		b.Fatal(err)
	}
	digest := sha256.Sum256([]byte("what a token would say"))
	audience := 0
	ratio(b, func(n int) error {
		for range n {
			audience++
			if _, err := ask(c, http.MethodGet, address+fmt.Sprintf("https://v%d.vault.azure.net", audience), nil, metadataHeader); err != nil {
				return err
			}
		}
		return nil
	}, func(n int) error {
		for range n {
			if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:]); err != nil {
				return err
			}
		}
		return nil
	})
}
