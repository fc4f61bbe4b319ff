package token_test

import (
	"context"
	"errors"
	"testing"

	"github.com/azimuthid/azimuth/internal/token"
)

const registered = "55555555-aaaa-5555-5555-555555555555"

var audiences = &token.Audiences{
	ResourceManager: []string{"https://127.0.0.1:8443"},
	Graph:           []string{"https://localhost:8443", "https://127.0.0.1:8443/graph"},
	Extra:           []string{"https://orders.example"},
	Application: func(_ context.Context, appID string) (bool, error) {
		return appID == registered, nil
	},
}

func TestAudiences(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		audience                        string
		known, resourceManager, msgraph bool
	}{
		{"https://management.azure.com", true, true, false},
		{"https://management.azure.com/", true, true, false},
		{"https://MANAGEMENT.azure.com/", true, true, false},
		{"https://management.core.windows.net/", true, true, false},
		{"https://management.core.windows.net", true, true, false},
		{"https://127.0.0.1:8443", true, true, false},
		{"https://127.0.0.1:8443/", true, true, false},
		{"797f4846-ba00-4fd7-ba1f-dbac1f8ea013", true, true, false},
		{"https://graph.microsoft.com", true, false, true},
		{"https://graph.microsoft.com/", true, false, true},
		{"https://localhost:8443/", true, false, true},
		{"https://127.0.0.1:8443/graph/", true, false, true},
		{"00000003-0000-0000-c000-000000000000", true, false, true},
		{"https://vault.azure.net", true, false, false},
		{"https://keys.vault.azure.net/", true, false, false},
		{"https://storage.azure.com/", true, false, false},
		{"https://account.blob.core.windows.net", true, false, false},
		{"https://account.queue.core.windows.net", true, false, false},
		{"https://account.table.core.windows.net", true, false, false},
		{"https://account.file.core.windows.net", true, false, false},
		{"https://database.windows.net/", true, false, false},
		{"https://ossrdbms-aad.database.windows.net", true, false, false},
		{"https://bus.servicebus.windows.net", true, false, false},
		{"https://eventhubs.azure.net", true, false, false},
		{"https://settings.azconfig.io", true, false, false},
		{"https://cognitiveservices.azure.com", true, false, false},
		{"https://containerregistry.azure.net", true, false, false},
		{"api://AzureADTokenExchange", true, false, false},
		{registered, true, false, false},
		{"api://" + registered, true, false, false},
		{"API://55555555-AAAA-5555-5555-555555555555", true, false, false},
		{"499b84ac-1321-427f-aa17-267ca6975798", true, false, false},
		{"https://orders.example/", true, false, false},

		{"", false, false, false},
		{"/", false, false, false},
		{"https://management.azure.com//", false, false, false},
		{"http://management.azure.com", false, false, false},
		{"https://management.azure.com.evil.example", false, false, false},
		{"https://evilvault.azure.net", false, false, false},
		{"https://vault.azure.net.evil.example", false, false, false},
		{"https://evil.example/vault.azure.net", false, false, false},
		{"https://evil.example?.vault.azure.net", false, false, false},
		{"https://evil.example#.vault.azure.net", false, false, false},
		{"https://user@vault.azure.net", false, false, false},
		{"https://vault.azure.net:8443", false, false, false},
		{"http://vault.azure.net", false, false, false},
		{"https://127.0.0.1:8443/other", false, false, false},
		{"https://127.0.0.1:9999", false, false, false},
		{"66666666-5555-5555-5555-555555555555", false, false, false},
		{"api://66666666-5555-5555-5555-555555555555", false, false, false},
		{"api://" + registered + "/", false, false, false},
		{"api://orders", false, false, false},
		{"https://nosuchresource.example", false, false, false},
	} {
		t.Run(c.audience, func(t *testing.T) {
			t.Parallel()
			known, err := audiences.Known(t.Context(), c.audience)
			if err != nil || known != c.known {
				t.Errorf("Known: %v, %v, want %v", known, err, c.known)
			}
			if got := audiences.IsResourceManager(c.audience); got != c.resourceManager {
				t.Errorf("IsResourceManager: %v, want %v", got, c.resourceManager)
			}
			if got := audiences.IsGraph(c.audience); got != c.msgraph {
				t.Errorf("IsGraph: %v, want %v", got, c.msgraph)
			}
		})
	}
}

func TestAudiencesPassTheDirectorysFaultOn(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	a := &token.Audiences{Application: func(context.Context, string) (bool, error) { return false, broken }}
	if _, err := a.Known(t.Context(), registered); !errors.Is(err, broken) {
		t.Errorf("Known: %v, want the directory's error", err)
	}
	if known, err := (&token.Audiences{}).Known(t.Context(), registered); known || err != nil {
		t.Errorf("Known without a directory: %v, %v", known, err)
	}
}

func FuzzAudience(f *testing.F) {
	for _, seed := range []string{arm, "https://keys.vault.azure.net", "api://" + registered, "https://a@b:1/?x#y", "https://[::1", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, audience string) {
		known, err := audiences.Known(t.Context(), audience)
		if err != nil {
			t.Fatal(err)
		}
		manager, msgraph := audiences.IsResourceManager(audience), audiences.IsGraph(audience)
		if manager && msgraph || (manager || msgraph) && !known {
			t.Errorf("%q: known %v, Resource Manager's %v, Graph's %v", audience, known, manager, msgraph)
		}
	})
}
