package machine_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/machine"
)

// credential makes an identity trust a subject.
func (w *world) credential(identity, name, issuer, subject, audience string) {
	w.Must(http.MethodPut, identity+"/federatedIdentityCredentials/"+name+"?api-version=2023-01-31", map[string]any{"properties": map[string]any{
		"issuer": issuer, "subject": subject, "audiences": []string{audience},
	}})
}

// What a workload needs and does not have is said before its program runs, and how to
// come by it.
func TestWorkloadRefused(t *testing.T) {
	t.Parallel()
	w := start(t)
	const exchange, cart = "api://AzureADTokenExchange", "system:serviceaccount:shop:cart"
	issuer := w.ServiceAccountIssuer
	bare := w.create(t, machine.Ref{VM: "bare"})
	app := w.create(t, machine.Ref{VM: "app"})
	if err := w.maker.Assign(t.Context(), app, []string{"one"}); err != nil {
		t.Fatal(err)
	}
	both := w.create(t, machine.Ref{VM: "both"})
	if err := w.maker.Assign(t.Context(), both, []string{"two", "many", "taken", "foreign"}); err != nil {
		t.Fatal(err)
	}
	identity := func(name string) string {
		return w.Subscription() + "/resourceGroups/azimuth/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + name
	}
	w.credential(identity("many"), "first", issuer, cart, exchange)
	w.credential(identity("many"), "second", issuer, "system:serviceaccount:shop:till", exchange)
	w.credential(identity("taken"), "azimuth-shop-cart", issuer, "system:serviceaccount:shop:other", exchange)
	w.credential(identity("foreign"), "issuer", "https://issuer.example/a", cart, exchange)
	w.credential(identity("foreign"), "audience", issuer, cart, "api://another")
	w.credential(identity("foreign"), "subject", issuer, "repo:shop/cart", exchange)
	old := w.Environment
	old.ServiceAccountIssuer = ""
	for _, test := range []struct {
		name string
		ref  machine.WorkloadRef
		want string
	}{
		{"no user-assigned identity", machine.WorkloadRef{Machine: bare}, "--protocol workload needs a user-assigned identity: --user-assigned NAME gives the machine one"},
		{"several on the machine", machine.WorkloadRef{Machine: both}, "the machine has several user-assigned identities: choose one with --user-assigned, of " + identity("foreign")},
		{"several named", machine.WorkloadRef{Machine: both, Identities: []string{"two", "many"}}, "--protocol workload is for one identity: name one --user-assigned"},
		{"an identity that is not there", machine.WorkloadRef{Machine: app, Identities: []string{identity("none")}}, "there is no identity " + identity("none")},
		{"a machine that is not there", machine.WorkloadRef{Machine: app + "x"}, "was not found"},
		{"no account trusted", machine.WorkloadRef{Machine: app}, "the identity one has no federated credential that trusts the service account default/app of this server; --create makes one, or:\n" +
			"  az identity federated-credential create -g azimuth --identity-name one --name azimuth-default-app --issuer " + issuer + " --subject system:serviceaccount:default:app --audiences " + exchange},
		{"another account than the one that is trusted", machine.WorkloadRef{Machine: both, Identities: []string{"taken"}, Account: "shop/cart"}, "has no federated credential that trusts the service account shop/cart"},
		{"several accounts trusted", machine.WorkloadRef{Machine: both, Identities: []string{"many"}}, "many trusts several service accounts: choose one with --service-account, of shop/cart, shop/till"},
		{"other issuers, audiences and subjects", machine.WorkloadRef{Machine: both, Identities: []string{"foreign"}, Account: "shop/cart"}, "has no federated credential that trusts the service account shop/cart"},
		{"an account without a namespace", machine.WorkloadRef{Machine: app, Account: "cart"}, `"cart" is no service account: give it as namespace/name`},
		{"an account with a colon", machine.WorkloadRef{Machine: app, Account: "shop/a:b"}, `"shop/a:b" is no service account`},
		{"the credential's name is taken", machine.WorkloadRef{Machine: both, Identities: []string{"taken"}, Account: "shop/cart", Create: true}, "the federated credential azimuth-shop-cart of taken trusts somebody else than the service account shop/cart"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.done = nil
			got, err := w.maker.Workload(t.Context(), test.ref)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %+v, %v, want %q", got, err, test.want)
			}
			if w.done != nil {
				t.Errorf("it was done: %q", w.done)
			}
		})
	}
	t.Run("an older server", func(t *testing.T) {
		c, err := client.New(old)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		maker := w.maker
		maker.Client = c
		if _, err := maker.Workload(t.Context(), machine.WorkloadRef{Machine: app}); err == nil || !strings.Contains(err.Error(), "the server knows no service accounts: it is of an older version") {
			t.Errorf("got %v", err)
		}
	})
}

// The account is the one that is named, or the only one that is trusted.
func TestWorkload(t *testing.T) {
	t.Parallel()
	w := start(t)
	app := w.create(t, machine.Ref{VM: "My_App"})
	if err := w.maker.Assign(t.Context(), app, []string{"one"}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		ref  machine.WorkloadRef
		want machine.Account
		made bool
	}{
		{"made for the machine", machine.WorkloadRef{Machine: app, Create: true}, machine.Account{Namespace: "default", Name: "my-app"}, true},
		{"the only one", machine.WorkloadRef{Machine: app}, machine.Account{Namespace: "default", Name: "my-app"}, false},
		{"made by its name", machine.WorkloadRef{Machine: app, Account: "shop/cart.a", Create: true}, machine.Account{Namespace: "shop", Name: "cart.a"}, true},
		{"by its name", machine.WorkloadRef{Machine: app, Account: "shop/cart.a", Create: true}, machine.Account{Namespace: "shop", Name: "cart.a"}, false},
	} {
		w.done = nil
		got, err := w.maker.Workload(t.Context(), test.ref)
		if err != nil || got.Account != test.want || got.ClientID == "" || (w.done != nil) != test.made {
			t.Errorf("%s: got %+v (%v), %q", test.name, got, err, w.done)
		}
	}
}
