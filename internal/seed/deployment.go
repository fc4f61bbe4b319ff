package seed

import (
	"errors"
	"net/http"

	"github.com/azimuthid/azimuth/internal/document"
)

// deployments deploys the templates, one after another.
func (a *applying) deployments() error {
	for _, d := range a.file.Deployments {
		if err := a.deploy(d); err != nil {
			return failed(d.line, "deployment "+d.Name, err)
		}
	}
	return nil
}

func (a *applying) deploy(d deployment) error {
	scope, body := a.Subscription(), map[string]any{}
	if d.Group != "" {
		scope = a.groupID(d.Group)
	} else {
		body["location"] = a.file.Location
	}
	properties := map[string]any{"mode": "Incremental", "template": d.Template}
	if d.Parameters != nil {
		properties["parameters"] = d.Parameters
	}
	body["properties"] = properties
	id := scope + "/providers/Microsoft.Resources/deployments/" + d.Name
	if _, err := a.put(a.ctx, id, groupVersion, body); err != nil {
		return deepest(err)
	}
	// A deployment that failed was taken all the same.
	done, err := a.Manager(a.ctx, http.MethodGet, escaped(id)+groupVersion, nil)
	if err != nil {
		return err
	}
	if state := document.String(done, "properties.provisioningState"); state != "Succeeded" {
		return deepest(&RefusedError{
			Code: orElse(document.String(done, "properties.error.code"), state), Message: document.String(done, "properties.error.message"),
			Answer: map[string]any{"error": document.At(done, "properties.error")},
		})
	}
	return nil
}

// deepest adds to a refusal what stands at the bottom of it, where it says only
// that something failed.
func deepest(err error) error {
	refused, ok := errors.AsType[*RefusedError](err)
	if !ok {
		return err
	}
	at := document.At(refused.Answer, "error")
	for {
		details := document.Array(at, "details")
		if len(details) == 0 {
			break
		}
		at = details[0]
	}
	if message := document.String(at, "message"); message != "" && message != refused.Message {
		return &RefusedError{Status: refused.Status, Code: refused.Code, Message: refused.Message + " " + document.String(at, "code") + ": " + message, Answer: refused.Answer}
	}
	return err
}
