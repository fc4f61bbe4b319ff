package replay

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// What stood before a recording began, or was made by what is not served, is
// made from what the recording shows of it.

// makeGroup makes the resource group of an exchange, where the recording takes
// it for granted: with the location and tags that it shows, if it shows them.
func (p *player) makeGroup(i int, e Exchange) {
	key, exact := group(e.path())
	if key == "" || p.written[key] || e.Status >= http.StatusBadRequest || exact && e.Method == http.MethodPut {
		return
	}
	p.written[key] = true
	body := map[string]json.RawMessage{"location": json.RawMessage(`"westus"`)}
	for _, later := range p.recording.Exchanges[i:] {
		if at, exact := group(later.path()); exact && at == key && later.Method == http.MethodGet && later.Status == http.StatusOK {
			var shown map[string]json.RawMessage
			if json.Unmarshal(later.Response, &shown) == nil {
				body = pick(shown, "location", "tags", "managedBy")
				break
			}
		}
	}
	text, _ := json.Marshal(body) // raw members were JSON when they came
	p.put("/"+strings.Join(split(e.path())[:4], "/")+"?api-version=2021-04-01", text)
}

// tagGroup gives a group the tags that a recording shows and no request has sent:
// a policy of the recorded subscription gave them.
func (p *player) tagGroup(e Exchange) {
	_, exact := group(e.path())
	var shown struct{ Tags map[string]string }
	if !exact || e.Method != http.MethodGet || e.Status != http.StatusOK || json.Unmarshal(e.Response, &shown) != nil {
		return
	}
	for _, value := range shown.Tags {
		if sent, known := p.sent[value]; !known || !sent {
			text, _ := json.Marshal(map[string]any{"tags": shown.Tags}) // texts have JSON
			p.server.Send(http.MethodPatch, p.ids.translate(e.path())+"?api-version=2021-04-01", []byte(p.ids.translate(string(text))))
			p.note(text, true)
			return
		}
	}
}

// put makes something that the recording shows. The ids in it that are not known
// yet are the recorded server's, not a client's, and stand for nothing.
func (p *player) put(target string, body []byte) Answer {
	p.note(body, true)
	return p.server.Send(http.MethodPut, p.ids.translate(target), []byte(p.ids.translate(string(body))))
}

func pick(from map[string]json.RawMessage, names ...string) map[string]json.RawMessage {
	picked := make(map[string]json.RawMessage)
	for _, name := range names {
		if value, ok := from[name]; ok {
			picked[name] = value
		}
	}
	return picked
}

// mustMake reports whether a resource that the recording reads is not there
// because its maker is not served: where all writes of the recording are, and
// where one of them has put the resource itself, it must be there.
func (p *player) mustMake(e Exchange, a Answer) bool {
	if !p.lacking || e.Method != http.MethodGet || e.Status != http.StatusOK || a.Status != http.StatusNotFound || p.written[keyOf(e.path())] {
		return false
	}
	var shown struct{ ID string }
	return json.Unmarshal(e.Response, &shown) == nil && keyOf(shown.ID) == keyOf(e.path())
}

// makeResource puts a resource as the recording shows it, without what the
// server adds; it returns why it could not, or "".
func (p *player) makeResource(e Exchange) (why string) {
	key := keyOf(e.path())
	p.written[key] = true
	tree, _ := parse(e.Response)
	text, _ := json.Marshal(request(tree.(map[string]any))) // an object, as mustMake has seen
	answer := p.put(e.URL, text)
	if answer.Status < http.StatusBadRequest {
		return ""
	}
	code, _ := errorOf(answer.Body)
	p.absent[key] = fmt.Sprintf("%s: made by what is not served, and not to be made from what is recorded of it (%s)", e.Place(), code)
	return p.absent[key]
}

// serverOwned are the members that the server adds to resources and properties.
var serverOwned = []string{"id", "name", "type", "etag", "resources", "provisioningState", "resourceGuid", "vmId", "uniqueId", "timeCreated"}

// request is a resource as a client sends it.
func request(shown map[string]any) map[string]any {
	properties, _ := shown["properties"].(map[string]any)
	for _, name := range serverOwned {
		delete(shown, name)
		delete(properties, name)
	}
	if identity, ok := shown["identity"].(map[string]any); ok {
		delete(identity, "principalId")
		delete(identity, "tenantId")
		assigned, _ := identity["userAssignedIdentities"].(map[string]any)
		for id := range assigned {
			assigned[id] = map[string]any{}
		}
	}
	return shown
}

// standsOnAbsent says why an exchange is about a resource that could not be
// made, or one beneath it; "" where it is not. Creating it ends that.
func (p *player) standsOnAbsent(e Exchange) string {
	key := keyOf(e.path())
	if e.Method == http.MethodPut && e.Status == http.StatusCreated {
		delete(p.absent, key)
	}
	for absent, why := range p.absent {
		if key == absent || strings.HasPrefix(key, absent+"/") {
			return why
		}
	}
	return ""
}
