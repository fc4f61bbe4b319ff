package azimuthtest_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/azimuthtest"
)

// Each option does what it says, and what it changes is otherwise without it.
func TestOptions(t *testing.T) {
	t.Parallel()
	const account = "/providers/Microsoft.Storage/storageAccounts/kept?api-version=2023-01-01"
	for _, c := range []struct {
		name   string
		option azimuthtest.Option
		// do is refused without the option where refused says so, and with it where not.
		do      func(s *azimuthtest.Server, rg *azimuthtest.ResourceGroup) error
		refused bool
	}{
		{"UnknownTypes", azimuthtest.UnknownTypes(), func(s *azimuthtest.Server, rg *azimuthtest.ResourceGroup) error {
			return s.Do(http.MethodPut, rg.ID+account, map[string]any{"location": "westus"}, nil)
		}, true},
		{"StrictVersions", azimuthtest.StrictVersions(), func(s *azimuthtest.Server, rg *azimuthtest.ResourceGroup) error {
			return s.Do(http.MethodGet, rg.ID+"?api-version=2021-01-02", nil, nil)
		}, false},
		{"DirectoryDelay", azimuthtest.DirectoryDelay(time.Hour), func(s *azimuthtest.Server, rg *azimuthtest.ResourceGroup) error {
			var made struct{ Properties struct{ PrincipalID string } }
			if err := s.Do(http.MethodPut, rg.ID+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/late?api-version=2023-01-31", map[string]any{"location": "westus"}, &made); err != nil {
				t.Error(err)
			}
			return s.Do(http.MethodPut, rg.ID+"/providers/Microsoft.Authorization/roleAssignments/11111111-0000-4000-8000-000000000001?api-version=2022-04-01", map[string]any{"properties": map[string]any{
				"roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7", "principalId": made.Properties.PrincipalID,
			}}, nil)
		}, false},
		{"AzureLimits", azimuthtest.AzureLimits(), func(_ *azimuthtest.Server, rg *azimuthtest.ResourceGroup) error {
			vm := rg.VM("app").SystemAssigned().Role("Reader", rg.ID)
			token := vm.Token("https://management.azure.com/")
			for range 300 { // more than the 250 that are there at once
				if read(t, vm.Client(), rg, token) == http.StatusTooManyRequests {
					return errors.New("too many requests")
				}
			}
			return nil
		}, false},
		{"IMDSLimits", azimuthtest.IMDSLimits(), func(_ *azimuthtest.Server, rg *azimuthtest.ResourceGroup) error {
			client := rg.VM("app").SystemAssigned().Client()
			for range 100 { // more than a second allows, however long these take
				request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://169.254.169.254/metadata/instance?api-version=2021-02-01", nil)
				if err != nil {
					return err
				}
				request.Header.Set("Metadata", "true")
				response, err := client.Do(request)
				if err != nil {
					return err
				}
				_ = response.Body.Close() // its status says it all
				if response.StatusCode == http.StatusTooManyRequests && response.Header.Get("Retry-After") == "1" {
					return errors.New("too many requests")
				}
			}
			return nil
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, with := range []bool{false, true} {
				options := []azimuthtest.Option{azimuthtest.At(time.Now())}
				if with {
					options = append(options, c.option)
				}
				s := azimuthtest.Start(t, options...)
				err := c.do(s, s.ResourceGroup("rg"))
				if refused := err != nil; refused != (c.refused != with) {
					t.Errorf("with the option %v: %v", with, err)
				}
			}
		})
	}
}

func TestAudiences(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t, azimuthtest.Audiences("api://orders"))
	token := s.ResourceGroup("rg").VM("app").SystemAssigned().Token("api://orders")
	if got := azimuthtest.Claims(t, token)["aud"]; got != "api://orders" {
		t.Errorf("the token is for %v", got)
	}
}

func TestLog(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	s := azimuthtest.Start(t, azimuthtest.Log(slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	refused, err := s.Client().PostForm(s.Login+"/"+s.TenantID+"/oauth2/v2.0/token", url.Values{"grant_type": {"no such"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = refused.Body.Close() // what it says is for others to test
	s.Stop()
	if !strings.Contains(text.String(), "level=") {
		t.Errorf("the server logged nothing: %q", text.String())
	}
}
