package azimuthtest_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/azimuthtest"
)

// badDay is a server in which a machine owns its group.
type badDay struct {
	*azimuthtest.Server

	t     *testing.T
	group *azimuthtest.ResourceGroup
	vm    *azimuthtest.VM
	token string
}

// ask sends a request with the machine's token: "200 true" is its status, and
// whether there was a body; what went wrong is told in place of them.
func (d *badDay) ask(method, id, body string) string {
	request, err := http.NewRequestWithContext(d.t.Context(), method, "https://management.azure.com"+id, strings.NewReader(body))
	if err != nil {
		d.t.Error(err)
		return ""
	}
	request.Header.Set("Authorization", "Bearer "+d.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := d.vm.Client().Do(request)
	if err != nil {
		return "broken off"
	}
	text, err := io.ReadAll(response.Body)
	_ = response.Body.Close() // what matters has been read
	if err != nil {
		return "truncated"
	}
	return fmt.Sprint(response.StatusCode, " ", len(text) > 0)
}

func (d *badDay) read() string {
	return d.ask(http.MethodGet, d.group.ID+"?api-version=2021-04-01", "")
}

func (d *badDay) identity() string {
	return d.group.ID + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/made?api-version=2023-01-31"
}

// state is the provisioning state of the group's network after a write of it.
func (d *badDay) state() string {
	id := d.group.ID + "/providers/Microsoft.Network/virtualNetworks/made?api-version=2023-11-01"
	d.ask(http.MethodPut, id, `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}}`)
	var made struct {
		Properties struct{ ProvisioningState string }
	}
	if err := d.Do(http.MethodGet, id, nil, &made); err != nil {
		return err.Error()
	}
	return made.Properties.ProvisioningState
}

// Each fault does what it says, once it is in force, and no more when it is removed.
func TestFaults(t *testing.T) {
	t.Parallel()
	manager := azimuthtest.ResourceManager
	for _, c := range []struct {
		name   string
		fault  azimuthtest.Fault
		do     func(d *badDay) string
		want   string
		better string // what comes of it without the fault
	}{
		{"Answer", azimuthtest.Answer(http.StatusConflict).At(manager), (*badDay).read, "409 true", "200 true"},
		{"Reset", azimuthtest.Reset().At(manager), (*badDay).read, "broken off", "200 true"},
		{"Truncate", azimuthtest.Truncate().At(manager), (*badDay).read, "truncated", "200 true"},
		{"Empty", azimuthtest.Empty().At(manager), (*badDay).read, "200 false", "200 true"},
		{"RoleMissing", azimuthtest.RoleMissing(), (*badDay).read, "403 true", "200 true"},
		{"LoseAnswer", azimuthtest.LoseAnswer().At(manager), func(d *badDay) string {
			told := d.ask(http.MethodPut, d.identity(), `{"location":"westus"}`)
			return fmt.Sprint(told, ", made: ", d.Do(http.MethodGet, d.identity(), nil, nil) == nil)
		}, "broken off, made: true", "200 true, made: true"},
		{"IdentityNotFound", azimuthtest.IdentityNotFound(), func(d *badDay) string {
			_, err := d.vm.TryToken("https://graph.microsoft.com/")
			return fmt.Sprint(err == nil)
		}, "false", "true"},
		{"PrincipalNotFound", azimuthtest.PrincipalNotFound(), func(d *badDay) string {
			var made struct{ Properties struct{ PrincipalID string } }
			if err := d.Do(http.MethodPut, d.identity(), map[string]any{"location": "westus"}, &made); err != nil {
				return err.Error()
			}
			return d.ask(http.MethodPut, d.group.ID+"/providers/Microsoft.Authorization/roleAssignments/11111111-0000-4000-8000-000000000001?api-version=2022-04-01",
				`{"properties":{"roleDefinitionId":"/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7","principalId":"`+made.Properties.PrincipalID+`"}}`)
		}, "400 true", "201 true"},
		{"FailOperation", azimuthtest.FailOperation("AllocationFailed", "There is no room."), (*badDay).state, "Failed", "Succeeded"},
		{"StickOperation", azimuthtest.StickOperation(), (*badDay).state, "Updating", "Succeeded"},
		{"RevokeToken", azimuthtest.RevokeToken().At(manager), func(d *badDay) string {
			first := d.read()
			d.token = d.vm.Token("https://management.azure.com/")
			return first + ", then " + d.read()
		}, "401 true, then 200 true", "200 true, then 200 true"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := startBadDay(t)
			injected := d.Fault(c.fault)
			if got := c.do(d); got != c.want {
				t.Errorf("with the fault: %q, want %q", got, c.want)
			}
			if injected.Hits() == 0 {
				t.Error("the fault does not know that it happened")
			}
			injected.Remove()
			d.Clock.Advance(time.Second) // of tokens of the same second nobody can say which were revoked
			d.token = d.vm.Token("https://management.azure.com/")
			if got := c.do(d); got != c.better {
				t.Errorf("without the fault: %q, want %q", got, c.better)
			}
		})
	}
}

func startBadDay(t *testing.T) *badDay {
	t.Helper()
	s := azimuthtest.Start(t, azimuthtest.At(time.Now()))
	group := s.ResourceGroup("rg")
	d := &badDay{Server: s, t: t, group: group, vm: group.VM("app").SystemAssigned().Role("Owner", group.ID)}
	d.token = d.vm.Token("https://management.azure.com/")
	return d
}

// A request waits by the server's clock.
func TestFaultDelay(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	delay := d.Fault(azimuthtest.Delay(time.Hour).At(azimuthtest.ResourceManager))
	answer := make(chan string)
	go func() { answer <- d.read() }()
	for delay.Hits() == 0 { // until the request has come
		if t.Context().Err() != nil {
			t.Fatal("the request never came")
		}
	}
	select {
	case got := <-answer:
		t.Fatalf("it did not wait: %s", got)
	default:
	}
	d.Clock.Advance(time.Hour)
	if got := <-answer; got != "200 true" {
		t.Errorf("after the delay: %s", got)
	}
}

// Another key signs from the next token on; those of before stay good.
func TestFaultRotateKey(t *testing.T) {
	t.Parallel()
	d := startBadDay(t)
	header := func(token string) string { return token[:strings.IndexByte(token, '.')] }
	d.Fault(azimuthtest.RotateKey().At(azimuthtest.Metadata))
	next := d.vm.Token("https://management.azure.com/")
	if header(next) == header(d.token) {
		t.Error("the same key signed")
	}
	if got := d.read(); got != "200 true" {
		t.Errorf("with the token of before: %s", got)
	}
}
