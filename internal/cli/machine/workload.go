package machine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// WorkloadRef is the workload that a user means.
type WorkloadRef struct {
	Machine string // the machine's id
	// Identities are those that the user named: by their names in the machine's group,
	// or by their ids. Without any, the machine must have just one.
	Identities []string
	Account    string // namespace/name, or "" for the one that the identity trusts
	// Create makes a credential where the identity has none.
	Create bool
}

// Workload is a program that gets an identity's tokens by those of a service account.
type Workload struct {
	ClientID string // the identity's
	Account  Account
}

// exchangeAudience is for whom tokens are that are exchanged.
const exchangeAudience = "api://AzureADTokenExchange"

// Workload finds the user-assigned identity, and the service account of this server
// that one of its federated credentials trusts.
func (m Maker) Workload(ctx context.Context, r WorkloadRef) (w Workload, err error) {
	issuer := m.Client.Environment().ServiceAccountIssuer
	if issuer == "" {
		return w, errors.New("the server knows no service accounts: it is of an older version")
	}
	id, err := m.workloadIdentity(ctx, r)
	if err != nil {
		return w, err
	}
	var identity struct {
		Properties struct{ ClientID string }
	}
	if err := m.Client.Get(ctx, id, identityVersion, &identity); err != nil {
		return w, err
	}
	w.ClientID = identity.Properties.ClientID
	names, trusted, err := m.trusted(ctx, id, issuer)
	if err != nil {
		return w, err
	}
	if r.Account != "" {
		if w.Account, err = ReadAccount(r.Account); err != nil {
			return w, err
		}
		if slices.Contains(trusted, w.Account) {
			return w, nil
		}
	} else {
		switch len(trusted) {
		case 0:
			holder, _ := holderOf(r.Machine)
			w.Account = defaultAccount(nameOf(holder))
		case 1:
			w.Account = trusted[0]
			return w, nil
		default:
			return w, fmt.Errorf("%s trusts several service accounts: choose one with --service-account, of %s", nameOf(id), shown(trusted))
		}
	}
	if !r.Create {
		return w, untrusted(id, issuer, w.Account)
	}
	return w, m.trust(ctx, id, issuer, w.Account, names)
}

// untrusted says how an identity is made to trust an account.
func untrusted(id, issuer string, a Account) error {
	at, err := resource.ParseID(id)
	if err != nil {
		return err
	}
	return fmt.Errorf("the identity %s has no federated credential that trusts the service account %s/%s of this server; --create makes one, or:\n"+
		"  az identity federated-credential create -g %s --identity-name %s --name %s --issuer %s --subject %s --audiences %s",
		at.Name(), a.Namespace, a.Name, at.ResourceGroup(), at.Name(), credentialName(a), issuer, a.Subject(), exchangeAudience)
}

// workloadIdentity is the id of the identity that is meant.
func (m Maker) workloadIdentity(ctx context.Context, r WorkloadRef) (string, error) {
	if len(r.Identities) > 1 {
		return "", errors.New("--protocol workload is for one identity: name one --user-assigned")
	}
	holder, _ := holderOf(r.Machine)
	if len(r.Identities) == 1 {
		return m.identity(ctx, holder, r.Identities[0])
	}
	var held holding
	if err := m.Client.Get(ctx, holder, computeVersion, &held); err != nil {
		return "", err
	}
	var ids []string
	for id := range held.Identity.UserAssignedIdentities {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	switch len(ids) {
	case 0:
		return "", errors.New("--protocol workload needs a user-assigned identity: --user-assigned NAME gives the machine one")
	case 1:
		return ids[0], nil
	}
	return "", fmt.Errorf("the machine has several user-assigned identities: choose one with --user-assigned, of %s", strings.Join(ids, ", "))
}

// trusted are the accounts of this server that an identity trusts, and the names of
// all its federated credentials. A credential may name the server at another address:
// what follows the host tells.
func (m Maker) trusted(ctx context.Context, id, issuer string) (names []string, accounts []Account, err error) {
	all, err := list(ctx, m.Client, id+"/federatedIdentityCredentials", identityVersion)
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range all {
		var p struct {
			Issuer, Subject string
			Audiences       []string
		}
		if err := json.Unmarshal(entry.Properties, &p); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", entry.ID, err)
		}
		names = append(names, strings.ToLower(entry.Name))
		account, ok := accountOf(p.Subject)
		if ok && pathOf(p.Issuer) == pathOf(issuer) && slices.Contains(p.Audiences, exchangeAudience) {
			accounts = append(accounts, account)
		}
	}
	return names, accounts, nil
}

// pathOf is what follows the host of an https address.
func pathOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	_, path, _ := strings.Cut(rest, "/")
	return path
}

// credentialName is the name of the credential that is made for an account.
func credentialName(a Account) string {
	name := "azimuth-" + a.Namespace + "-" + strings.ReplaceAll(a.Name, ".", "-")
	return name[:min(len(name), 120)]
}

// trust makes a federated credential.
func (m Maker) trust(ctx context.Context, id, issuer string, a Account, names []string) error {
	name := credentialName(a)
	if slices.Contains(names, strings.ToLower(name)) {
		return fmt.Errorf("the federated credential %s of %s trusts somebody else than the service account %s/%s", name, nameOf(id), a.Namespace, a.Name)
	}
	err := m.Client.Call(ctx, http.MethodPut, id+"/federatedIdentityCredentials/"+name, identityVersion, map[string]any{"properties": map[string]any{
		"issuer": issuer, "subject": a.Subject(), "audiences": []string{exchangeAudience},
	}}, nil)
	if err != nil {
		return fmt.Errorf("making the federated credential %s: %w", name, err)
	}
	m.Done(fmt.Sprintf("created federated credential %s: %s trusts the service account %s/%s", name, nameOf(id), a.Namespace, a.Name))
	return nil
}

func nameOf(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

func shown(accounts []Account) string {
	texts := make([]string, len(accounts))
	for i, a := range accounts {
		texts[i] = a.Namespace + "/" + a.Name
	}
	return strings.Join(texts, ", ")
}
