package imds_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/identity"
)

func TestExtension(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	for _, test := range []struct {
		name, method, query, kind, body, metadata string
		status                                    int
		want                                      string
	}{
		{"posted", "POST", "", form, "resource=https://management.azure.com/", "true", 200, `"access_token":"token of ` + own.PrincipalID},
		{"posted with a charset", "POST", "", form + "; charset=utf-8", "resource=https://management.azure.com/", "true", 200, `"token_type":"Bearer"`},
		{"asked", "GET", "?resource=https://management.azure.com/", "", "", "true", 200, `"access_token":"token of ` + own.PrincipalID},
		{"an identity that is named", "POST", "", form, "resource=https://management.azure.com/&client_id=" + first.ClientID, "true", 200, `token of ` + first.PrincipalID},
		{"half in each", "POST", "?client_id=" + first.ClientID, form, "resource=https://management.azure.com/", "true", 200, `token of ` + first.PrincipalID},
		{"no header", "POST", "", form, "resource=https://management.azure.com/", "", 400, "Required metadata header not specified"},
		{"no resource", "POST", "", form, "", "true", 400, "'resource' is missing"},
		{"twice", "POST", "?resource=https://a/", form, "resource=https://b/", "true", 400, "more than once"},
		{"no form", "POST", "", "application/json", "{}", "true", 400, "no form"},
		{"too long a form", "POST", "", form, strings.Repeat("x", 65<<10), "true", 400, "no form"},
		{"another method", "PUT", "", form, "resource=https://a/", "true", 405, "Only GET"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			handle := w.machine("vm", identity.Assigned{System: &own, User: []identity.User{first}})
			r := httptest.NewRequest(test.method, "/vm/"+handle+"/oauth2/token"+test.query, strings.NewReader(test.body))
			r.Host = "localhost:8080"
			r.Header.Set("Content-Type", test.kind)
			if test.metadata != "" {
				r.Header.Set("Metadata", test.metadata)
			}
			got := w.do(r)
			if got.Code != test.status || !strings.Contains(got.Body.String(), test.want) {
				t.Errorf("%d %s", got.Code, got.Body)
			}
			if test.status == http.StatusOK && got.Header().Get("Content-Length") == "" {
				t.Error("the answer has no length")
			}
		})
	}
}
