package graph

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/document"
)

// federatedPath is where an application's federated credentials are.
const federatedPath = "applications/{id}/federatedIdentityCredentials"

// application is the application that the path names.
func (x *exchange) application() (a directory.Application, err error) {
	d, err := applicationEntity.find(x.request.Context(), x.directory, x.keys[0])
	if err != nil {
		return a, err
	}
	return directory.ParseApplication(d)
}

func (x *exchange) listFederated() (*reply, error) {
	a, err := x.application()
	if err != nil {
		return nil, err
	}
	value := make([]any, len(a.Federated))
	for i, c := range a.Federated {
		value[i] = shownFederated(c)
	}
	return &reply{status: http.StatusOK, body: map[string]any{"@odata.context": x.federatedContext(a, false), "value": value}}, nil
}

func (x *exchange) getFederated() (*reply, error) {
	a, err := x.application()
	if err != nil {
		return nil, err
	}
	at := x.federated(a)
	if at < 0 {
		return nil, directory.Missing(x.keys[1].text)
	}
	shown := shownFederated(a.Federated[at])
	shown["@odata.context"] = x.federatedContext(a, true)
	return &reply{status: http.StatusOK, body: shown}, nil
}

func (x *exchange) createFederated() (*reply, error) {
	body, err := x.body()
	if err != nil {
		return nil, err
	}
	name := document.String(body, "name")
	c := directory.FederatedCredential{ID: x.config.Sources.Next(name, x.request.URL.Path).NewGUID(), Name: name}
	if err := takeFederated(&c, body); err != nil {
		return nil, err
	}
	var application directory.Application
	if err := x.changeApplication(func(a *directory.Application) error {
		err := a.SetFederated(c)
		application = *a
		return err
	}); err != nil {
		return nil, err
	}
	shown := shownFederated(c)
	shown["@odata.context"] = x.federatedContext(application, true)
	return &reply{
		status:   http.StatusCreated,
		location: x.root + "/" + version + "/applications/" + application.ID + "/federatedIdentityCredentials/" + c.ID,
		body:     shown,
	}, nil
}

func (x *exchange) updateFederated() (*reply, error) {
	body, err := x.body()
	if err != nil {
		return nil, err
	}
	return noContent, x.changeApplication(func(a *directory.Application) error {
		at := x.federated(*a)
		if at < 0 {
			return directory.Missing(x.keys[1].text)
		}
		c := a.Federated[at]
		if name, _, sent := document.Member(body, "name"); sent && name != c.Name {
			return badProperty("name", "The name of a federated identity credential cannot be changed.")
		}
		if err := takeFederated(&c, body); err != nil {
			return err
		}
		return a.SetFederated(c)
	})
}

func (x *exchange) deleteFederated() (*reply, error) {
	return noContent, x.changeApplication(func(a *directory.Application) error {
		at := x.federated(*a)
		if at < 0 {
			return directory.Missing(x.keys[1].text)
		}
		a.Federated = slices.Delete(a.Federated, at, at+1)
		return nil
	})
}

// federated is the place of the credential that the path names, by its id or by
// its name; -1 where there is none.
func (x *exchange) federated(a directory.Application) int {
	key := x.keys[1]
	if key.property != "" && !strings.EqualFold(key.property, "name") {
		return -1
	}
	return slices.IndexFunc(a.Federated, func(c directory.FederatedCredential) bool {
		return strings.EqualFold(c.ID, key.text) && key.property == "" || strings.EqualFold(c.Name, key.text)
	})
}

// takeFederated puts what a body says into a credential.
func takeFederated(c *directory.FederatedCredential, body map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(body)) {
		sent := body[name]
		if strings.Contains(name, "@") {
			continue
		}
		text, isText := sent.(string)
		ok := isText || sent == nil
		switch strings.ToLower(name) {
		case "id":
			ok = sent == nil || text == c.ID
		case "name":
		case "issuer":
			c.Issuer = text
		case "subject":
			c.Subject = text
		case "description":
			c.Description = text
		case "audiences":
			c.Audiences, ok = textsOf(sent)
		default:
			return badProperty(name, "Invalid property '%s'.", name)
		}
		if !ok {
			return badProperty(name, "Invalid value specified for property '%s' of resource 'FederatedIdentityCredential'.", name)
		}
	}
	return nil
}

// textsOf is a list of texts; null is none.
func textsOf(value any) ([]string, bool) {
	elements, ok := value.([]any)
	list := make([]string, len(elements))
	for i, element := range elements {
		var isText bool
		list[i], isText = element.(string)
		ok = ok && isText
	}
	return list, ok || value == nil
}

func shownFederated(c directory.FederatedCredential) map[string]any {
	audiences := make([]any, len(c.Audiences))
	for i, audience := range c.Audiences {
		audiences[i] = audience
	}
	return map[string]any{
		"id": c.ID, "name": c.Name, "issuer": c.Issuer, "subject": c.Subject, "description": orNull(c.Description), "audiences": audiences,
	}
}

func (x *exchange) federatedContext(a directory.Application, one bool) string {
	return x.context("applications('"+a.ID+"')/federatedIdentityCredentials", nil, one)
}
