package resources_test

import (
	"strings"
	"testing"
)

func TestTags(t *testing.T) {
	t.Parallel()
	for _, scope := range []string{"", "/resourceGroups/rg", "/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v", "/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1"} {
		t.Run("of "+scope, func(t *testing.T) {
			t.Parallel()
			w, _ := start(t)
			scope := w.Subscription() + scope
			tags := scope + "/providers/Microsoft.Resources/tags/default" + version
			read := func() any {
				t.Helper()
				reply := w.Must("GET", tags, nil)
				same(t, any("default"), reply.At("name"))
				if id := reply.Text("id"); !strings.EqualFold(id, scope+"/providers/Microsoft.Resources/tags/default") {
					t.Errorf("the id is %s", id)
				}
				return reply.At("properties.tags")
			}
			w.Must("PUT", tags, `{"properties":{"tags":{"Dept":"it","env":"test"}}}`)
			same(t, any(map[string]any{"Dept": "it", "env": "test"}), read())
			for _, step := range []struct {
				operation, tags string
				want            map[string]any
			}{
				{"Merge", `{"ENV":"live","new":""}`, map[string]any{"Dept": "it", "env": "live", "new": ""}},
				{"delete", `{"dept":"other","env":"live"}`, map[string]any{"Dept": "it", "new": ""}},
				{"Delete", `{"Dept":""}`, map[string]any{"new": ""}},
				{"Replace", `{"only":"1"}`, map[string]any{"only": "1"}},
			} {
				reply := w.Must("PATCH", tags, `{"operation":"`+step.operation+`","properties":{"tags":`+step.tags+`}}`)
				same(t, any(step.want), reply.At("properties.tags"))
				same(t, any(step.want), read())
			}
			expect(t, w.Do("DELETE", tags, nil), 200, "")
			same(t, any(map[string]any{}), read())
		})
	}
}

func TestTagsChangeNothingElse(t *testing.T) {
	t.Parallel()
	w, rg := start(t)
	network := rg + "/providers/Microsoft.Network/virtualNetworks/v"
	before := w.Must("GET", network+"?api-version=2023-11-01", nil)
	w.Must("PATCH", network+"/providers/Microsoft.Resources/tags/default"+version, `{"operation":"Merge","properties":{"tags":{"team":"b"}}}`)
	after := w.Must("GET", network+"?api-version=2023-11-01", nil)
	same(t, before.At("properties"), after.At("properties"))
	same(t, any(map[string]any{"Env": "test", "team": "b"}), after.At("tags"))
	if before.At("etag") == after.At("etag") {
		t.Error("the etag has not moved")
	}
}

func TestWrongTags(t *testing.T) {
	t.Parallel()
	w, rg := start(t)
	many := `"a":""`
	for i := range 51 {
		many += `,"t` + strings.Repeat("x", i) + `":""`
	}
	for _, test := range []struct {
		name, method, path, body string
		status                   int
		code                     string
	}{
		{"another name", "GET", rg + "/providers/Microsoft.Resources/tags/mine", "", 400, "InvalidResourceName"},
		{"no group", "GET", rg + "x/providers/Microsoft.Resources/tags/default", "", 404, "ResourceGroupNotFound"},
		{"no resource", "PUT", rg + "/providers/Microsoft.Network/virtualNetworks/none/providers/Microsoft.Resources/tags/default", `{"properties":{"tags":{}}}`, 404, "ResourceNotFound"},
		{"what has no tags", "GET", rg + "/providers/Microsoft.Network/virtualNetworks/v/subnets/s/providers/Microsoft.Resources/tags/default", "", 400, "ResourceTypeNotSupportTags"},
		{"no operation", "PATCH", rg + "/providers/Microsoft.Resources/tags/default", `{"properties":{"tags":{}}}`, 400, "InvalidRequestContent"},
		{"no tags", "PUT", rg + "/providers/Microsoft.Resources/tags/default", `{"properties":{}}`, 400, "InvalidRequestContent"},
		{"a reserved character", "PUT", rg + "/providers/Microsoft.Resources/tags/default", `{"properties":{"tags":{"a/b":""}}}`, 400, "InvalidTagNameCharacters"},
		{"too many", "PUT", rg + "/providers/Microsoft.Resources/tags/default", `{"properties":{"tags":{` + many + `}}}`, 400, "InvalidTags"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var body any
			if test.body != "" {
				body = test.body
			}
			expect(t, w.Do(test.method, test.path+version, body), test.status, test.code)
		})
	}
}

func TestTagNames(t *testing.T) {
	t.Parallel()
	w, _ := start(t)
	reply := w.Must("GET", w.Subscription()+"/tagNames"+version, nil)
	total := func(n float64) any { return map[string]any{"type": "Total", "value": n} }
	id := w.Subscription() + "/tagNames/"
	same(t, any([]any{
		map[string]any{"id": id + "env", "tagName": "env", "count": total(2), "values": []any{map[string]any{"id": id + "env/tagValues/test", "tagValue": "test", "count": total(2)}}},
		map[string]any{"id": id + "team", "tagName": "team", "count": total(1), "values": []any{map[string]any{"id": id + "team/tagValues/a", "tagValue": "a", "count": total(1)}}},
	}), reply.At("value"))
}
