package sdk_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/msi/armmsi"
)

const exchangeAudience = "api://AzureADTokenExchange"

// signsIn holds that a credential is a principal's, who may read the site's group.
func (s site) signsIn(t *testing.T, credential azcore.TokenCredential, principal, kind string) {
	t.Helper()
	token, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{armScope}})
	if err != nil {
		t.Fatal(err)
	}
	if got := unverifiedPerson(t, token.Token); got.ObjectID != principal || got.Kind != kind {
		t.Errorf("the token is of %+v, want %s %s", got, kind, principal)
	}
	if _, err := newClients(credential, "").groups.Get(t.Context(), s.name, nil); err != nil {
		t.Error(err)
	}
}

// An application proves itself with its certificate.
func TestClientCertificateCredential(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	key := must(rsa.GenerateKey(rand.Reader, 2048))
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "app"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	raw := must(x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key))
	app := s.newApplication(t, map[string]any{"keyCredentials": []any{map[string]any{
		"type": "AsymmetricX509Cert", "usage": "Verify", "key": base64.StdEncoding.EncodeToString(raw),
	}}})
	credential, err := azidentity.NewClientCertificateCredential(azimuth.TenantID, app.AppID, []*x509.Certificate{must(x509.ParseCertificate(raw))}, key,
		&azidentity.ClientCertificateCredentialOptions{ClientOptions: clientOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		t.Fatal(err)
	}
	s.signsIn(t, credential, app.principal, "app")
}

// trust makes an application's federated credential.
func (a application) trust(t *testing.T, issuer, subject string) {
	t.Helper()
	var made struct{ ID string }
	onGraph(t, "POST", "/applications/"+a.ID+"/federatedIdentityCredentials", map[string]any{
		"name": "trusted", "issuer": issuer, "subject": subject, "audiences": []string{exchangeAudience},
	}, &made)
}

// A process in a machine is an application: its managed identity stands for the
// application's credential.
func TestClientAssertionCredential(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	id := s.identity(t, "trusted")
	handle := s.connect(t, *s.machine(t, "vm", holding(user, *id.ID)).ID)
	app := s.newApplication(t, map[string]any{})
	app.trust(t, "https://login.microsoftonline.com/"+azimuth.TenantID+"/v2.0", *id.Properties.PrincipalID)
	assert := func(context.Context) (string, error) {
		a := inside(t, metadataService(handle), task{Scope: exchangeAudience + "/.default", ClientID: *id.Properties.ClientID})
		if a.Error != "" {
			return "", errors.New(a.Error)
		}
		return a.Token, nil
	}
	credential, err := azidentity.NewClientAssertionCredential(azimuth.TenantID, app.AppID, assert,
		&azidentity.ClientAssertionCredentialOptions{ClientOptions: clientOptions(), DisableInstanceDiscovery: true})
	if err != nil {
		t.Fatal(err)
	}
	s.signsIn(t, credential, app.principal, "app")
}

// A pod of a cluster is an application, or a user-assigned identity, by the
// token that the cluster has put into a file.
func TestWorkloadIdentityCredential(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	const subject = "system:serviceaccount:space:account"
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(outside.sign(t, subject)), 0o600); err != nil {
		t.Fatal(err)
	}
	credential := func(t *testing.T, client string) azcore.TokenCredential {
		c, err := azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
			ClientOptions: clientOptions(), DisableInstanceDiscovery: true, TenantID: azimuth.TenantID, ClientID: client, TokenFilePath: file,
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Run("application", func(t *testing.T) {
		app := s.newApplication(t, map[string]any{})
		app.trust(t, outside.URL, subject)
		s.signsIn(t, credential(t, app.AppID), app.principal, "app")
	})
	t.Run("user-assigned identity", func(t *testing.T) {
		id := s.identity(t, "trusted")
		_, err := s.federated.CreateOrUpdate(t.Context(), s.name, "trusted", "pod", armmsi.FederatedIdentityCredential{Properties: &armmsi.FederatedIdentityCredentialProperties{
			Issuer: &outside.URL, Subject: to.Ptr(subject), Audiences: []*string{to.Ptr(exchangeAudience)},
		}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		s.letRead(t, *id.Properties.PrincipalID, armauthorization.PrincipalTypeServicePrincipal)
		s.signsIn(t, credential(t, *id.Properties.ClientID), *id.Properties.PrincipalID, "app")
	})
}

// administratorUser is the object id of the user as whom the browser signs in.
func administratorUser(t *testing.T) string {
	t.Helper()
	if output, err := exec.CommandContext(t.Context(), binary, "portal", "--print").CombinedOutput(); err != nil { // makes the user
		t.Fatalf("azimuth portal: %v: %s", err, output)
	}
	var user struct{ ID string }
	onGraph(t, "GET", "/users/admin@azimuth.test", map[string]any{}, &user)
	return user.ID
}

// P0: a person signs in elsewhere, with the code that the program shows.
func TestDeviceCodeCredential(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	visit := func(ctx context.Context, m azidentity.DeviceCodeMessage) error {
		output, err := exec.CommandContext(ctx, "xdg-open", m.VerificationURL+"?user_code="+m.UserCode).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%w: %s", err, output)
		}
		return nil
	}
	credential, err := azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
		ClientOptions: clientOptions(), DisableInstanceDiscovery: true, TenantID: azimuth.TenantID, UserPrompt: visit,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.signsIn(t, credential, administratorUser(t), "user")
}

// A person signs in with the browser that the SDK opens.
func TestInteractiveBrowserCredential(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	credential, err := azidentity.NewInteractiveBrowserCredential(&azidentity.InteractiveBrowserCredentialOptions{
		ClientOptions: clientOptions(), DisableInstanceDiscovery: true, TenantID: azimuth.TenantID,
	})
	if err != nil {
		t.Fatal(err)
	}
	me := administratorUser(t)
	s.signsIn(t, credential, me, "user")
	// One sign-in serves for every resource.
	token, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://vault.azure.net/.default"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := unverifiedPerson(t, token.Token); got.ObjectID != me || got.Scope != "user_impersonation" {
		t.Errorf("the vault's token is %+v", got)
	}
}
