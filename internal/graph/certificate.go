package graph

import (
	"crypto/sha1" // the thumbprint by which certificates are named, not a protection
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The only certificates that are taken: those with which an application signs.
const (
	certificateType  = "AsymmetricX509Cert"
	certificateUsage = "Verify"
)

// showKeys shows an application's certificates without their contents, as Azure
// does in answers that do not select them.
func showKeys(_ *exchange, o object) any {
	a, err := directory.ParseApplication(o.document())
	if err != nil {
		return []any{}
	}
	shown := make([]any, len(a.Keys))
	for i, k := range a.Keys {
		shown[i] = map[string]any{
			"customKeyIdentifier": fmt.Sprintf("%X", sha1.Sum(k.Certificate)),
			"displayName":         orNull(k.DisplayName),
			"endDateTime":         moment(k.End),
			"key":                 nil,
			"keyId":               k.KeyID,
			"startDateTime":       moment(k.Start),
			"type":                certificateType,
			"usage":               certificateUsage,
		}
	}
	return shown
}

// readKeys takes a list of certificates, which replaces the application's. One
// that has the keyId of a certificate of the application, and no content, is
// that certificate.
func readKeys(x *exchange, o object, sent any) (any, error) {
	a, err := directory.ParseApplication(o.document())
	if err != nil {
		return nil, err
	}
	list, _ := sent.([]any)
	keys := make([]directory.KeyCredential, 0, len(list))
	for _, element := range list {
		key, err := x.readKey(a, element)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(keys, func(k directory.KeyCredential) bool { return k.KeyID == key.KeyID }) {
			return nil, badProperty("keyCredentials", "The keyId '%s' stands more than once.", key.KeyID)
		}
		keys = append(keys, key)
	}
	return asTree(keys)
}

// asTree is a value as the tree that it is stored as.
func asTree(value any) (any, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return document.Read(text)
}

func (x *exchange) readKey(a directory.Application, element any) (directory.KeyCredential, error) {
	content, _, _ := document.Member(element, "key")
	id := strings.ToLower(document.String(element, "keyId"))
	if content == nil {
		for _, k := range a.Keys {
			if k.KeyID == id {
				return k, nil
			}
		}
	}
	key := directory.KeyCredential{KeyID: id, DisplayName: document.String(element, "displayName")}
	if id == "" {
		key.KeyID = x.config.Sources.Next("key", x.request.URL.Path).NewGUID()
	} else if !resource.IsGUID(id) {
		return key, badCredential("keyId")
	}
	if document.String(element, "type") != certificateType {
		return key, badProperty("keyCredentials", `The value for the property "type" in one of your credentials is invalid. Acceptable values are %s.`, certificateType)
	}
	if document.String(element, "usage") != certificateUsage {
		return key, badProperty("keyCredentials", `The value for the property "usage" in one of your credentials is invalid. Acceptable values are %s.`, certificateUsage)
	}
	text, _ := content.(string)
	certificate, err := readCertificate(text)
	if err != nil {
		return key, badCredential("key")
	}
	key.Certificate = certificate.Raw
	if key.DisplayName == "" {
		key.DisplayName = certificate.Subject.String()
	}
	if key.Start, err = readTime(element, "startDateTime", certificate.NotBefore.UTC()); err != nil {
		return key, err
	}
	if key.End, err = readTime(element, "endDateTime", certificate.NotAfter.UTC()); err != nil {
		return key, err
	}
	if !key.End.After(key.Start) || key.End.After(certificate.NotAfter) {
		return key, badProperty("keyCredentials", "Key credential end date is invalid.")
	}
	if key.Start.Before(certificate.NotBefore) {
		return key, badProperty("keyCredentials", "Key credential start date is invalid.")
	}
	return key, nil
}

func badCredential(member string) error {
	return badProperty("keyCredentials", `The value for the property "%s" in one of your credentials is invalid.`, member)
}

// readCertificate reads a certificate: base64 of DER, PEM, or base64 of PEM.
func readCertificate(text string) (*x509.Certificate, error) {
	content := []byte(strings.TrimSpace(text))
	if !strings.HasPrefix(string(content), "-----BEGIN") {
		decoded, err := base64.StdEncoding.DecodeString(string(content))
		if err != nil {
			return nil, err
		}
		content = decoded
	}
	if block, _ := pem.Decode(content); block != nil {
		content = block.Bytes
	}
	return x509.ParseCertificate(content)
}
