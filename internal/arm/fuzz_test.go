package arm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/arm/authorization"
	"github.com/azimuthid/azimuth/internal/arm/compute"
	"github.com/azimuthid/azimuth/internal/arm/compute/catalogue"
	"github.com/azimuthid/azimuth/internal/arm/managedidentity"
	"github.com/azimuthid/azimuth/internal/arm/network"
	"github.com/azimuthid/azimuth/internal/arm/resources"
	"github.com/azimuthid/azimuth/internal/directory"
	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/store/memory"
)

const (
	subscription = "/subscriptions/80c696ff-5efa-4909-a64d-f1b616f423ca"
	groupA       = subscription + "/resourceGroups/a"
	groupB       = subscription + "/resourceGroups/b"
)

// onlyA gives the caller "root" everything and everybody else the group a.
type onlyA struct{}

func (onlyA) Allowed(principal string, _ []string, _ string, scope resource.ID) bool {
	return principal == "root" || scope.Within(resource.MustParseID(groupA))
}

func (onlyA) AllowedBeneath(_ string, _ []string, _ string, scope resource.ID) bool {
	return resource.MustParseID(groupA).Within(scope)
}

func (onlyA) Conditional(string, []string, string, resource.ID) bool { return false }

// open makes Resource Manager with all its types over a store in memory that
// holds a subscription. Who asks is what stands in the Authorization header.
func open(t testing.TB) (http.Handler, resource.Store) {
	t.Helper()
	ctx := context.Background()
	store := memory.Open()
	sources := resource.System()
	sources.Now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	roles, err := rbac.Open(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	principals, err := directory.Open(ctx, store)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Update(ctx, resource.Batch{Puts: []resource.Document{resources.NewSubscription("80c696ff-5efa-4909-a64d-f1b616f423ca", "s")}}); err != nil {
		t.Fatal(err)
	}
	engine := &arm.Engine{
		Store: store, Sources: sources, Access: onlyA{},
		Identity: identity.Service{TenantID: "11111111-1111-4111-8111-111111111111", Sources: sources},
		Authenticate: func(_ context.Context, who string) (arm.Caller, error) {
			return arm.Caller{ObjectID: who, Name: who}, nil
		},
	}
	engine.Register(resources.Provider(), compute.Provider(identity.NewHandles(make([]byte, 32)), network.Addresses{}, nil), network.Provider(), managedidentity.Provider(), authorization.Provider(roles, principals))
	engine.Routes(resources.Routes()...)
	engine.Routes(authorization.Routes(roles, principals)...)
	engine.Routes(catalogue.Routes()...)
	return &arm.Handler{
		Engine: engine, MaxBody: 1 << 20, BodyTime: time.Minute, Log: slog.New(slog.DiscardHandler),
		Origin: func(*http.Request) string { return "https://here" },
		Login:  func(*http.Request) string { return "https://there" },
	}, store
}

// send sends a request as it would come off the wire; nil where no server would
// take it for one.
func send(handler http.Handler, who, method, target, body string) *httptest.ResponseRecorder {
	address, err := url.ParseRequestURI(target)
	if err != nil || !strings.HasPrefix(target, "/") {
		return nil
	}
	request := httptest.NewRequest(method, "/", strings.NewReader(body))
	request.URL, request.RequestURI = address, target
	request.Header.Set("Authorization", who)
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

// outside is what the store holds outside the group a, the directory and the
// register of the locks, which those of the group a are in.
func outside(t testing.TB, store resource.Store) string {
	t.Helper()
	documents, _, err := store.List(context.Background(), resource.Query{})
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, d := range documents {
		// The log of what was denied is meant to grow.
		if d.Kind != arm.EventKind && !strings.HasPrefix(d.Key, "/azimuth/locks/") && !resource.KeyWithin(d.Key, strings.ToLower(groupA)) && !strings.HasPrefix(d.Key, "/directory/") {
			fmt.Fprintf(&all, "%s at %d\n", d.Key, d.Revision)
		}
	}
	return all.String()
}

// FuzzPath sends any path and query by every method, as a caller who has rights
// on the group a alone. Whatever they are, the server neither fails nor leads
// elsewhere, answers in Azure's form, shows nothing of the group b and changes
// nothing outside a.
func FuzzPath(f *testing.F) {
	for _, group := range []string{groupA, groupB} {
		for _, beneath := range []string{
			"", "/", "/resources", "/providers/Microsoft.ManagedIdentity/userAssignedIdentities", "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/marked",
			"/providers/Microsoft.Compute/virtualMachineScaleSets/set/virtualMachines/0/connect", "/providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222",
			"/providers/Microsoft.Network/virtualNetworks/marked/subnets/s", "/../b", "/%2e%2e/b", "%2f..%2fb", ";x", "//x", "%00", "/providers/Microsoft.Resources/resourceGroups/b",
		} {
			f.Add(group + beneath + "?api-version=2021-04-01")
		}
	}
	for _, target := range []string{"/", "/subscriptions?api-version=2021-04-01", subscription + "/resources?api-version=2021-04-01&$top=1&$filter=name%20eq%20'x'", "/tenants?api-version=x", "/providers/Microsoft.Compute/operations?api-version=2021-04-01&$skiptoken=L3N1YnNjcmlwdGlvbnM"} {
		f.Add(target)
	}
	handler, store := open(f)
	for _, group := range []string{groupA, groupB} {
		for _, made := range [][2]string{
			{"?api-version=2021-04-01", `{"location":"westus","tags":{"marked":"` + group + `"}}`},
			{"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/marked?api-version=2023-01-31", `{"location":"westus"}`},
			{"/providers/Microsoft.Network/virtualNetworks/marked?api-version=2023-11-01", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`},
		} {
			if reply := send(handler, "root", http.MethodPut, group+made[0], made[1]); reply.Code != http.StatusCreated {
				f.Fatalf("%s: %d %s", made[0], reply.Code, reply.Body)
			}
		}
	}
	methods := []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodPost, http.MethodDelete, http.MethodOptions}
	before := outside(f, store)
	f.Fuzz(func(t *testing.T, target string) {
		for _, method := range methods {
			reply := send(handler, "ann", method, target, `{"location":"westus","tags":{"ann":"was here"}}`)
			if reply == nil {
				return
			}
			judge(t, method+" "+target, method, reply)
		}
		if after := outside(t, store); after != before {
			t.Fatalf("%q has changed what is not Ann's:\n%s\nand now\n%s", target, before, after)
		}
	})
}

func judge(t *testing.T, what, method string, reply *httptest.ResponseRecorder) {
	t.Helper()
	status, body := reply.Code, reply.Body.String()
	if status >= 500 || status >= 300 && status < 400 {
		t.Fatalf("%s: %d %s", what, status, body)
	}
	if body != "" && !json.Valid([]byte(body)) {
		t.Fatalf("%s: %d, no JSON: %s", what, status, body)
	}
	var failure struct {
		Error struct{ Code, Message string }
	}
	if status >= 400 && method != http.MethodHead && (json.Unmarshal([]byte(body), &failure) != nil || failure.Error.Code == "" || failure.Error.Message == "") {
		t.Fatalf("%s: %d, no error of Azure's form: %s", what, status, body)
	}
	for _, end := range []string{`"`, "/"} {
		if status < 300 && strings.Contains(strings.ToLower(body), strings.ToLower(groupB)+end) {
			t.Fatalf("%s shows the group b: %s", what, body)
		}
	}
}
