package graph

import (
	"net/http"

	"github.com/azimuthid/azimuth/internal/resource"
)

// get shows the object that the path names.
func (x *exchange) get(e *entity) (*reply, error) {
	d, err := e.find(x.request.Context(), x.directory, x.keys[0])
	if err != nil {
		return nil, err
	}
	q, err := x.query(e)
	if err != nil {
		return nil, err
	}
	o, err := open(d)
	if err != nil {
		return nil, err
	}
	shown := x.show(o, q.selected)
	shown["@odata.context"] = x.context(e.set, q.selected, true)
	return &reply{status: http.StatusOK, body: shown}, nil
}

// getObject shows an object of any type.
func (x *exchange) getObject() (*reply, error) { return x.showObject(x.keys[0].text) }

// me shows who asks. Azure has it for people only; here programs ask who they
// are too, as there may be no people.
func (x *exchange) me() (*reply, error) { return x.showObject(x.caller.id) }

func (x *exchange) showObject(id string) (*reply, error) {
	d, err := x.directory.Object(x.request.Context(), id)
	if err != nil {
		return nil, err
	}
	q, err := x.query(entityOf(d))
	if err != nil {
		return nil, err
	}
	o, err := open(d)
	if err != nil {
		return nil, err
	}
	shown := x.showTyped(o, q.selected)
	shown["@odata.context"] = x.context("directoryObjects", q.selected, true)
	return &reply{status: http.StatusOK, body: shown}, nil
}

// owners shows that an object has no owners: administrators own everything.
func (x *exchange) owners(e *entity) (*reply, error) {
	if _, err := e.find(x.request.Context(), x.directory, x.keys[0]); err != nil {
		return nil, err
	}
	return x.objects(nil)
}

// organizations shows the one tenant.
func (x *exchange) organizations() (*reply, error) {
	return &reply{status: http.StatusOK, body: map[string]any{
		"@odata.context": x.context("organization", nil, false),
		"value": []any{map[string]any{
			"id":          x.config.TenantID,
			"displayName": "Azimuth",
			"tenantType":  "AAD",
			"verifiedDomains": []any{map[string]any{
				"capabilities": "", "isDefault": true, "isInitial": true, "name": x.config.Domain, "type": "Managed",
			}},
		}},
	}}, nil
}

// objects answers with objects of several types, by the request's query.
func (x *exchange) objects(documents []resource.Document) (*reply, error) {
	q, err := x.query(nil)
	if err != nil {
		return nil, err
	}
	return x.page(q, among(documents), "directoryObjects", x.showTyped)
}
