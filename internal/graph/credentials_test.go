package graph_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// signIn tries a secret, and returns the status of the answer.
func signIn(t *testing.T, w *servertest.World, appID, secret string) int {
	t.Helper()
	response, err := w.Client.PostForm(w.Login+"/"+w.TenantID+"/oauth2/v2.0/token", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {appID}, "client_secret": {secret}, "scope": {"https://graph.microsoft.com/.default"},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode
}

// TestPassword follows a secret: it is shown once, works until it ends or is
// removed, and stands in no later answer.
func TestPassword(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	id, appID, first := application(t, w, "app")
	end := w.Clock.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	added := w.GraphMust(http.MethodPost, "/applications(appId='"+appID+"')/addPassword", `{"passwordCredential":{"displayName":"short","endDateTime":"`+end+`"}}`)
	second := added.Text("secretText")
	if len(second) < 43 || added.Text("hint") != second[:3] || added.Text("endDateTime") != end || added.Text("displayName") != "short" {
		t.Errorf("added: %s", added.Body)
	}
	shown := w.GraphMust(http.MethodGet, "/applications/"+id, nil)
	if strings.Contains(shown.Body, second) || strings.Contains(shown.Body, "sha256") || shown.Text("passwordCredentials.1.keyId") != added.Text("keyId") || shown.At("passwordCredentials.1.secretText") != nil {
		t.Errorf("shown: %s", shown.Body)
	}
	for secret, want := range map[string]int{first: 200, second: 200, first + "x": 401} {
		if got := signIn(t, w, appID, secret); got != want {
			t.Errorf("a secret comes to %d, want %d", got, want)
		}
	}
	w.GraphMust(http.MethodPatch, "/applications/"+id, `{"notes":"x"}`)
	if got := signIn(t, w, appID, second); got != http.StatusOK {
		t.Errorf("after another change the secret comes to %d", got)
	}
	w.Clock.Advance(2 * time.Hour)
	if got := signIn(t, w, appID, second); got != http.StatusUnauthorized {
		t.Errorf("after its end the secret comes to %d", got)
	}
	gone := shown.Text("passwordCredentials.0.keyId")
	w.GraphMust(http.MethodPost, "/applications/"+id+"/removePassword", map[string]any{"keyId": gone})
	if got := signIn(t, w, appID, first); got != http.StatusUnauthorized {
		t.Errorf("after its removal the secret comes to %d", got)
	}
	for body, message := range map[string]string{
		`{"keyId":"` + gone + `"}`: "No password credential found with keyId.",
		`{}`:                       "No password credential found with keyId.",
	} {
		if reply := w.Graph(http.MethodPost, "/applications/"+id+"/removePassword", body); reply.Text("error.message") != message {
			t.Errorf("remove %s: %d %s", body, reply.Status, reply.Body)
		}
	}
	for body, message := range map[string]string{
		`{"passwordCredential":{"endDateTime":"2001-01-01T00:00:00Z"}}`: "Credential lifetime is invalid: it ends before it starts.",
		`{"passwordCredential":{"endDateTime":"soon"}}`:                 "Cannot convert the literal 'soon' to the expected type 'Edm.DateTimeOffset'.",
	} {
		if reply := w.Graph(http.MethodPost, "/applications/"+id+"/addPassword", body); reply.Text("error.message") != message {
			t.Errorf("add %s: %d %s", body, reply.Status, reply.Body)
		}
	}
	w.GraphMust(http.MethodPatch, "/applications/"+id, `{"passwordCredentials":[]}`)
	if left := w.GraphMust(http.MethodGet, "/applications/"+id, nil).At("passwordCredentials"); !cmp.Equal([]any{}, left) {
		t.Errorf("left: %v", left)
	}
}

// certificate makes a certificate that is valid for a year around now.
func certificate(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().Truncate(time.Second)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "app"}, NotBefore: now.AddDate(0, -6, 0), NotAfter: now.AddDate(0, 6, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	id, _, _ := application(t, w, "app")
	der := certificate(t)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	key := func(content string) map[string]any {
		return map[string]any{"type": "AsymmetricX509Cert", "usage": "Verify", "key": content}
	}
	for name, content := range map[string]string{
		"DER": base64.StdEncoding.EncodeToString(der), "PEM": string(text), "PEM in base64": base64.StdEncoding.EncodeToString(text),
	} {
		reply := w.Graph(http.MethodPatch, "/applications/"+id, map[string]any{"keyCredentials": []any{key(content)}})
		if reply.Status != http.StatusNoContent {
			t.Errorf("%s: %d %s", name, reply.Status, reply.Body)
		}
	}
	first := w.GraphMust(http.MethodGet, "/applications/"+id, nil)
	if first.Text("keyCredentials.0.type") != "AsymmetricX509Cert" || first.Text("keyCredentials.0.displayName") != "CN=app" || first.At("keyCredentials.0.key") != nil || len(first.Text("keyCredentials.0.customKeyIdentifier")) != 40 {
		t.Errorf("shown: %v", first.At("keyCredentials"))
	}
	kept := first.Text("keyCredentials.0.keyId")
	w.GraphMust(http.MethodPatch, "/applications/"+id, map[string]any{"keyCredentials": []any{
		map[string]any{"keyId": kept, "key": nil, "type": "AsymmetricX509Cert", "usage": "Verify"}, key(base64.StdEncoding.EncodeToString(certificate(t))),
	}})
	second := w.GraphMust(http.MethodGet, "/applications/"+id, nil)
	if second.Text("keyCredentials.0.keyId") != kept || second.Text("keyCredentials.1.keyId") == "" {
		t.Errorf("with a second: %v", second.At("keyCredentials"))
	}
	good := base64.StdEncoding.EncodeToString(der)
	for name, c := range map[string]struct {
		member  string
		value   any
		message string
	}{
		"another type":  {"type", "Symmetric", `The value for the property "type" in one of your credentials is invalid. Acceptable values are AsymmetricX509Cert.`},
		"another usage": {"usage", "Sign", `The value for the property "usage" in one of your credentials is invalid. Acceptable values are Verify.`},
		"no base64":     {"key", "?", `The value for the property "key" in one of your credentials is invalid.`},
		"no DER":        {"key", "AAAA", `The value for the property "key" in one of your credentials is invalid.`},
		"none":          {"key", nil, `The value for the property "key" in one of your credentials is invalid.`},
		"bad keyId":     {"keyId", "x", `The value for the property "keyId" in one of your credentials is invalid.`},
		"too long":      {"endDateTime", time.Now().AddDate(2, 0, 0).Format(time.RFC3339), "Key credential end date is invalid."},
		"too early":     {"startDateTime", time.Now().AddDate(-2, 0, 0).Format(time.RFC3339), "Key credential start date is invalid."},
	} {
		wrong := key(good)
		wrong[c.member] = c.value
		reply := w.Graph(http.MethodPatch, "/applications/"+id, map[string]any{"keyCredentials": []any{wrong}})
		if reply.Status != http.StatusBadRequest || reply.Text("error.message") != c.message {
			t.Errorf("%s: %d %s", name, reply.Status, reply.Body)
		}
	}
}

func TestFederated(t *testing.T) {
	t.Parallel()
	w := servertest.Start(t, nil)
	id, _, _ := application(t, w, "app")
	path := "/applications/" + id + "/federatedIdentityCredentials"
	body := func(name, subject string) map[string]any {
		return map[string]any{"name": name, "issuer": "https://issuer.test", "subject": subject, "audiences": []string{"api://AzureADTokenExchange"}}
	}
	made := w.GraphMust(http.MethodPost, path, body("one", "repo:a"))
	credential := made.Text("id")
	want := map[string]any{
		"@odata.context": w.Environment.Graph + "/v1.0/$metadata#applications('" + id + "')/federatedIdentityCredentials/$entity",
		"id":             credential, "name": "one", "issuer": "https://issuer.test", "subject": "repo:a", "description": nil,
		"audiences": []any{"api://AzureADTokenExchange"},
	}
	if diff := cmp.Diff(want, made.JSON()); made.Status != http.StatusCreated || diff != "" {
		t.Errorf("made: %d (-want +got):\n%s", made.Status, diff)
	}
	w.GraphMust(http.MethodPatch, path+"/"+credential, `{"subject":"repo:b","description":"text"}`)
	want["subject"], want["description"] = "repo:b", "text"
	for _, at := range []string{path + "/" + credential, path + "/one", path + "(name='one')"} {
		if diff := cmp.Diff(want, w.Graph(http.MethodGet, at, nil).JSON()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", at, diff)
		}
	}
	w.GraphMust(http.MethodPost, path, body("two", "repo:c"))
	for name, c := range map[string]struct {
		reply   servertest.Reply
		status  int
		code    string
		message string
	}{
		"the name again":  {w.Graph(http.MethodPost, path, body("ONE", "repo:d")), 409, "Request_MultipleObjectsWithSameKeyValue", "FederatedIdentityCredential with name ONE already exists."},
		"the pair again":  {w.Graph(http.MethodPost, path, body("three", "repo:b")), 400, "InvalidFederatedIdentityCredentialValue", "The combination of issuer and subject must be unique for the application. Issuer https://issuer.test and Subject: repo:b already exist."},
		"the other's":     {w.Graph(http.MethodPatch, path+"/two", `{"subject":"repo:b"}`), 400, "InvalidFederatedIdentityCredentialValue", "The combination of issuer and subject must be unique for the application. Issuer https://issuer.test and Subject: repo:b already exist."},
		"a bad name":      {w.Graph(http.MethodPost, path, body("_x", "repo:d")), 400, "InvalidFederatedIdentityCredentialValue", "Federated Identity Credential name '_x' is invalid."},
		"another name":    {w.Graph(http.MethodPatch, path+"/two", `{"name":"three"}`), 400, "Request_BadRequest", "The name of a federated identity credential cannot be changed."},
		"two audiences":   {w.Graph(http.MethodPatch, path+"/two", `{"audiences":["a","b"]}`), 400, "InvalidFederatedIdentityCredentialValue", "Federated identity credentials must have exactly one audience."},
		"a blank":         {w.Graph(http.MethodPatch, path+"/two", `{"subject":" x"}`), 400, "InvalidFederatedIdentityCredentialValue", "The value of 'subject' of a federated identity credential must have 1 to 600 characters, without white space at either end."},
		"too long":        {w.Graph(http.MethodPatch, path+"/two", `{"issuer":"`+strings.Repeat("x", 601)+`"}`), 400, "InvalidFederatedIdentityCredentialValue", "The value of 'issuer' of a federated identity credential must have 1 to 600 characters, without white space at either end."},
		"unknown":         {w.Graph(http.MethodPatch, path+"/two", `{"nothing":1}`), 400, "Request_BadRequest", "Invalid property 'nothing'."},
		"nothing there":   {w.Graph(http.MethodPatch, path+"/three", `{}`), 404, "Request_ResourceNotFound", "Resource 'three' does not exist or one of its queried reference-property objects are not present."},
		"no application":  {w.Graph(http.MethodGet, "/applications/"+credential+"/federatedIdentityCredentials", nil), 404, "Request_ResourceNotFound", "Resource '" + credential + "' does not exist or one of its queried reference-property objects are not present."},
		"another keyword": {w.Graph(http.MethodGet, path+"(subject='repo:b')", nil), 404, "Request_ResourceNotFound", "Resource 'repo:b' does not exist or one of its queried reference-property objects are not present."},
	} {
		if c.reply.Status != c.status || c.reply.Text("error.code") != c.code || c.reply.Text("error.message") != c.message {
			t.Errorf("%s: %d %s", name, c.reply.Status, c.reply.Body)
		}
	}
	if reply := w.GraphMust(http.MethodDelete, path+"/"+credential, nil); reply.Status != http.StatusNoContent {
		t.Errorf("deleted: %d", reply.Status)
	}
	if got := texts(w.GraphMust(http.MethodGet, path, nil), "name"); !cmp.Equal([]string{"two"}, got) {
		t.Errorf("left: %v", got)
	}
	for i := range 19 {
		w.GraphMust(http.MethodPost, path, body(fmt.Sprintf("more%d", i), fmt.Sprintf("repo:more%d", i)))
	}
	if reply := w.Graph(http.MethodPost, path, body("over", "repo:over")); reply.Status != http.StatusBadRequest {
		t.Errorf("the twenty-first: %d %s", reply.Status, reply.Body)
	}
}
