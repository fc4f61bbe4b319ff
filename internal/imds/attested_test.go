package imds_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certificate is one that vouches for itself.
func (w *world) certificate() (*tls.Certificate, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.attesting != nil {
		return w.attesting, nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0), DNSNames: []string{"metadata.azure.com"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	w.attesting = &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	return w.attesting, err
}

// openssl, which knows nothing of us, verifies what we sign.
func TestAttested(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("AZIMUTH_REQUIRE_CLIENTS") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	w, vm, _ := furnished(t)
	for _, test := range []struct{ query, nonce string }{{"&nonce=1234567890", "1234567890"}, {"", "20261123-120000"}} {
		answer := w.get("/vm/"+vm+"/metadata/attested/document?api-version=2021-02-01"+test.query, "Metadata", "true")
		members := reply(t, answer)
		signature, err := base64.StdEncoding.DecodeString(members["signature"].(string))
		if err != nil || members["encoding"] != "pkcs7" {
			t.Fatalf("%v: %v", members, err)
		}
		dir := t.TempDir()
		root := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.attesting.Certificate[0]})
		for name, content := range map[string][]byte{"signature": signature, "root": root} {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		verify := exec.CommandContext(t.Context(), openssl, "smime", "-verify", "-purpose", "any", "-inform", "DER", "-in", filepath.Join(dir, "signature"), "-CAfile", filepath.Join(dir, "root"))
		var told strings.Builder
		verify.Stderr = &told
		content, err := verify.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, told.String())
		}
		want := `{"licenseType":"L","nonce":"` + test.nonce + `","plan":{"name":"n","product":"o","publisher":"p"},"sku":"22_04","subscriptionId":"22222222-2222-4222-8222-222222222222","timeStamp":{"createdOn":"11/23/26 12:00:00 +0000","expiresOn":"11/23/26 18:00:00 +0000"},"vmId":"app"}`
		if got := strings.TrimSpace(string(content)); got != want {
			t.Errorf("it says %s", got)
		}
	}
}

func TestAttestedRefusals(t *testing.T) {
	t.Parallel()
	w, vm, _ := furnished(t)
	for name, query := range map[string]string{
		"no version": "", "before there was one": "?api-version=2018-04-02", "a nonce that is none": "?api-version=2021-02-01&nonce=a-b",
		"an empty nonce": "?api-version=2021-02-01&nonce=", "a long nonce": "?api-version=2021-02-01&nonce=" + strings.Repeat("1", 33),
	} {
		if got := w.get("/vm/"+vm+"/metadata/attested/document"+query, "Metadata", "true"); got.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
	}
}
