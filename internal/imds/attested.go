package imds

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/smallstep/pkcs7"

	"github.com/azimuthid/azimuth/internal/imds/instance"
	"github.com/azimuthid/azimuth/internal/resource"
)

// oldestAttested is the first api-version that has the attested category.
const oldestAttested = "2018-10-01"

// attestedLife is how long an attested document is good.
const attestedLife = 6 * time.Hour

// attested is what is signed, in the order of the real service.
type attested struct {
	LicenseType    string        `json:"licenseType"`
	Nonce          string        `json:"nonce"`
	Plan           instance.Plan `json:"plan"`
	SKU            string        `json:"sku"`
	SubscriptionID string        `json:"subscriptionId"`
	TimeStamp      struct {
		CreatedOn string `json:"createdOn"`
		ExpiresOn string `json:"expiresOn"`
	} `json:"timeStamp"`
	VMID string `json:"vmId"`
}

// attest tells a machine who it is, signed, so that it can tell others.
func (h *Handler) attest(w http.ResponseWriter, r *http.Request, at place) error {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return err
	}
	if version := q["api-version"]; !instanceVersion(version) || version < oldestAttested {
		return errVersion
	}
	now := h.config.Sources.Now().UTC()
	nonce, given := q["nonce"]
	switch {
	case !given:
		nonce = now.Format("20060102-150405")
	case !isNonce(nonce):
		return errNonce
	}
	machine, err := h.machine(r.Context(), h.metadataCaller(r, at))
	if err != nil {
		return err
	}
	d, err := h.config.Instances.Describe(r.Context(), machine.ID)
	if errors.Is(err, resource.ErrNotFound) {
		return errIdentity // it went away just now
	}
	if err != nil {
		return err
	}
	content := attested{
		LicenseType: d.Compute.LicenseType, Nonce: nonce, Plan: d.Compute.Plan, SKU: d.Compute.SKU,
		SubscriptionID: d.Compute.SubscriptionID, VMID: d.Compute.VMID,
	}
	const layout = "01/02/06 15:04:05 -0700"
	content.TimeStamp.CreatedOn, content.TimeStamp.ExpiresOn = now.Format(layout), now.Add(attestedLife).Format(layout)
	signature, err := h.sign(encode(content))
	if err != nil {
		return err
	}
	_, _ = w.Write(encode(struct {
		Encoding  string `json:"encoding"`
		Signature string `json:"signature"`
	}{"pkcs7", base64.StdEncoding.EncodeToString(signature)})) // nobody is left to tell
	return nil
}

// isNonce reports whether a text is one: up to 32 letters and digits.
func isNonce(text string) bool {
	if text == "" || len(text) > 32 {
		return false
	}
	for _, c := range []byte(text) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// sign is the content with a signature of the service's certificate, which goes
// with it (PKCS #7).
func (h *Handler) sign(content []byte) ([]byte, error) {
	certificate, err := h.config.Certificate()
	if err != nil {
		return nil, err
	}
	leaf, err := leafOf(certificate)
	if err != nil {
		return nil, err
	}
	signed, err := pkcs7.NewSignedData(content)
	if err != nil {
		return nil, err
	}
	signed.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if err := signed.AddSigner(leaf, certificate.PrivateKey, pkcs7.SignerInfoConfig{}); err != nil {
		return nil, fmt.Errorf("imds: signing: %w", err)
	}
	return signed.Finish()
}

func leafOf(c *tls.Certificate) (*x509.Certificate, error) {
	if c.Leaf != nil {
		return c.Leaf, nil
	}
	return x509.ParseCertificate(c.Certificate[0])
}
