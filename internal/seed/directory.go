package seed

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
)

// users makes those who are missing. Nobody ever signs in with a password.
func (a *applying) users() error {
	for _, u := range a.file.Users {
		if err := a.user(u); err != nil {
			return failed(u.line, "user "+u.Name, err)
		}
	}
	return nil
}

func (a *applying) user(u user) error {
	name := u.Name
	if !strings.Contains(name, "@") {
		name += "@" + a.Domain()
	}
	nickname, _, _ := strings.Cut(name, "@")
	body := map[string]any{"displayName": orElse(u.DisplayName, nickname), "accountEnabled": !u.Disabled}
	found, err := a.Graph(a.ctx, http.MethodGet, "/users/"+url.PathEscape(name), nil)
	if err != nil && !isMissing(err) {
		return err
	}
	if err == nil {
		if err := a.sameID(u.line, u.ID, found, "id"); err != nil {
			return err
		}
		if _, err := a.Graph(a.ctx, http.MethodPatch, "/users/"+document.String(found, "id"), body); err != nil {
			return err
		}
	} else {
		body["userPrincipalName"], body["mailNickname"] = name, nickname
		body["passwordProfile"] = map[string]any{"password": "not used: people sign in with one-time codes"}
		if found, err = a.Graph(a.with(u.ID, ""), http.MethodPost, "/users", body); err != nil {
			return err
		}
	}
	a.know("user "+u.Name, found, "User")
	a.know("user "+name, found, "User")
	return nil
}

// sameID refuses an id that what is there does not have.
func (a *applying) sameID(line int, wanted string, found any, member string) error {
	if is := document.String(found, member); wanted != "" && !strings.EqualFold(wanted, is) {
		return wrongAt(line, "it is there already with the %s %s: ids are given to what is new only", member, is)
	}
	return nil
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// byName is the one object of a set with a display name; nil for none.
func (a *applying) byName(set, name string) (any, error) {
	filter := "displayName eq '" + strings.ReplaceAll(name, "'", "''") + "'"
	found, err := a.Graph(a.ctx, http.MethodGet, "/"+set+"?$filter="+url.QueryEscape(filter), nil)
	if err != nil {
		return nil, err
	}
	switch all := document.Array(found, "value"); len(all) {
	case 0:
		return nil, nil //nolint:nilnil // none
	case 1:
		return all[0], nil
	default:
		return nil, fmt.Errorf("%d of the %s have this name", len(all), set)
	}
}

func (a *applying) applications() error {
	for _, app := range a.file.Applications {
		if err := a.application(app); err != nil {
			return failed(app.line, "application "+app.Name, err)
		}
	}
	return nil
}

func (a *applying) application(app application) error {
	found, err := a.byName("applications", app.Name)
	if err != nil {
		return err
	}
	body := map[string]any{"displayName": app.Name}
	if app.IdentifierURIs != nil {
		body["identifierUris"] = app.IdentifierURIs
	}
	if found == nil {
		if found, err = a.Graph(a.with(app.ID, app.AppID), http.MethodPost, "/applications", body); err != nil {
			return err
		}
	} else {
		for member, id := range map[string]string{"id": app.ID, "appId": app.AppID} {
			if err := a.sameID(app.line, id, found, member); err != nil {
				return err
			}
		}
		if _, err := a.Graph(a.ctx, http.MethodPatch, "/applications/"+document.String(found, "id"), body); err != nil {
			return err
		}
	}
	if err := a.secrets(document.String(found, "id"), app.Secrets); err != nil {
		return err
	}
	for _, c := range app.FederatedCredentials {
		if err := a.federate("/applications/"+document.String(found, "id")+"/federatedIdentityCredentials", c); err != nil {
			return failed(c.line, "federated credential "+c.Name, err)
		}
	}
	return a.servicePrincipal(app, document.String(found, "appId"))
}

func (a *applying) servicePrincipal(app application, appID string) error {
	found, err := a.Graph(a.ctx, http.MethodGet, "/servicePrincipals(appId='"+appID+"')", nil)
	if isMissing(err) {
		found, err = a.Graph(a.with(app.PrincipalID, ""), http.MethodPost, "/servicePrincipals", map[string]any{"appId": appID})
	}
	if err != nil {
		return err
	}
	a.know("application "+app.Name, found, "ServicePrincipal")
	return a.sameID(app.line, app.PrincipalID, found, "id")
}

// defaultAudience is the one that Azure's own clients ask for.
const defaultAudience = "api://AzureADTokenExchange"

func (c federatedCredential) properties() map[string]any {
	audiences := c.Audiences
	if audiences == nil {
		audiences = []string{defaultAudience}
	}
	return map[string]any{"issuer": c.Issuer, "subject": c.Subject, "audiences": audiences}
}

func (a *applying) federate(set string, c federatedCredential) error {
	body := c.properties()
	all, err := a.Graph(a.ctx, http.MethodGet, set, nil)
	if err != nil {
		return err
	}
	for _, old := range document.Array(all, "value") {
		if document.String(old, "name") == c.Name {
			_, err := a.Graph(a.ctx, http.MethodPatch, set+"/"+document.String(old, "id"), body)
			return err
		}
	}
	body["name"] = c.Name
	_, err = a.Graph(a.ctx, http.MethodPost, set, body)
	return err
}

func (a *applying) groups() error {
	for _, g := range a.file.Groups {
		if err := a.group(g); err != nil {
			return failed(g.line, "group "+g.Name, err)
		}
	}
	return nil
}

func (a *applying) group(g group) error {
	found, err := a.byName("groups", g.Name)
	if err != nil {
		return err
	}
	if found == nil {
		body := map[string]any{"displayName": g.Name, "mailEnabled": false, "securityEnabled": true, "mailNickname": nickname(g.Name)}
		if g.Description != "" {
			body["description"] = g.Description
		}
		if found, err = a.Graph(a.with(g.ID, ""), http.MethodPost, "/groups", body); err != nil {
			return err
		}
	} else if g.Description != "" {
		if _, err := a.Graph(a.ctx, http.MethodPatch, "/groups/"+document.String(found, "id"), map[string]any{"description": g.Description}); err != nil {
			return err
		}
	}
	a.know("group "+g.Name, found, "Group")
	return a.sameID(g.line, g.ID, found, "id")
}

// nickname is a name as a group's mail nickname may have it.
func nickname(name string) string {
	return strings.Map(func(r rune) rune {
		if r < '!' || r > '~' || strings.ContainsRune(`@()\[]";:<>,`, r) {
			return -1
		}
		return r
	}, name)
}

// members puts principals into groups, once all are there.
func (a *applying) members() error {
	for _, g := range a.file.Groups {
		id := a.principals[strings.ToLower("group "+g.Name)].id
		present, err := a.memberIDs(id)
		if err != nil {
			return failed(g.line, "group "+g.Name, err)
		}
		for _, reference := range g.Members {
			member, err := a.principal(g.line, reference)
			if err == nil && !slices.Contains(present, member.id) {
				_, err = a.Graph(a.ctx, http.MethodPost, "/groups/"+id+"/members/$ref", map[string]any{"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/" + member.id})
			}
			if err != nil {
				return failed(g.line, "member "+reference+" of group "+g.Name, err)
			}
		}
	}
	return nil
}

func (a *applying) memberIDs(group string) ([]string, error) {
	var ids []string
	path := "/groups/" + group + "/members?$select=id&$top=999"
	for path != "" {
		answer, err := a.Graph(a.ctx, http.MethodGet, path, nil)
		if err != nil {
			return nil, err
		}
		for _, m := range document.Array(answer, "value") {
			ids = append(ids, document.String(m, "id"))
		}
		_, path, _ = strings.Cut(next(answer), "/v1.0")
	}
	return ids, nil
}

func next(answer any) string {
	object, _ := answer.(map[string]any)
	link, _ := object["@odata.nextLink"].(string)
	return link
}
