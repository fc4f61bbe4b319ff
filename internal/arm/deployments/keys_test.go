package deployments_test

import (
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
)

// The keys of kept resources have Azure's form, stay the same while their resource
// is there, and are another's or a later resource's of the same name never.
func TestKeysOfKeptResources(t *testing.T) {
	t.Parallel()
	w := start(t, func(c *server.Config) { c.KeepUnknown = true })
	const version = "?api-version=2023-01-01"
	one, other := w.rg+"/providers/Microsoft.Storage/storageAccounts/one", w.rg+"/providers/Microsoft.Storage/storageAccounts/other"
	expect(t, w.Do(http.MethodPost, one+"/listKeys"+version, nil), 404, "ResourceNotFound")
	for _, account := range []string{one, other} {
		w.Must(http.MethodPut, account+version, `{"location":"westus"}`)
	}
	key := func(account, path string) string {
		t.Helper()
		value := w.Must(http.MethodPost, account+"/listKeys"+version, nil).Text(path)
		if raw, err := base64.StdEncoding.DecodeString(value); err != nil || len(raw) != 64 {
			t.Errorf("%s is no key of 64 bytes: %q", path, value)
		}
		return value
	}
	first := key(one, "keys.0.value")
	if again := key(one, "keys.0.value"); again != first {
		t.Error("a key changed by itself")
	}
	if key(one, "keys.1.value") == first || key(other, "keys.0.value") == first {
		t.Error("two keys are one")
	}
	w.Must(http.MethodPut, one+"/providers/Microsoft.Authorization/locks/l?api-version=2020-05-01", `{"properties":{"level":"ReadOnly"}}`)
	expect(t, w.Do(http.MethodPost, one+"/listKeys"+version, nil), 409, "ScopeLocked")
	w.Must(http.MethodDelete, one+"/providers/Microsoft.Authorization/locks/l?api-version=2020-05-01", nil)
	w.Must(http.MethodDelete, one+version, nil)
	w.Clock.Advance(time.Second)
	w.Must(http.MethodPut, one+version, `{"location":"westus"}`)
	if key(one, "keys.0.value") == first {
		t.Error("an account that was made anew has the keys of the one before")
	}

	workspace := w.rg + "/providers/Microsoft.OperationalInsights/workspaces/w"
	w.Must(http.MethodPut, workspace+version, `{"location":"westus"}`)
	shared := w.Must(http.MethodPost, workspace+"/sharedKeys"+version, nil)
	if shared.Text("primarySharedKey") == "" || shared.Text("primarySharedKey") == shared.Text("secondarySharedKey") {
		t.Errorf("shared keys: %s", shared.Body)
	}
}
