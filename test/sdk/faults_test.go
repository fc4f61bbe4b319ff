package sdk_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources/v4"
	"github.com/google/uuid"

	"github.com/azimuthid/azimuth/test/sdk/internal/loopback"
)

// inForce is a fault that a test added to the server that all tests share. It
// meets the test's own requests only.
type inForce struct {
	ID   string
	Hits int
	Seen int
}

// fault runs azimuth fault with what follows, and reads the faults that it tells of.
func fault(t *testing.T, args ...string) []inForce {
	t.Helper()
	command := exec.CommandContext(context.WithoutCancel(t.Context()), binary, append([]string{"fault"}, args...)...)
	output, err := command.Output()
	if err != nil {
		exit, _ := errors.AsType[*exec.ExitError](err)
		t.Fatalf("azimuth fault %s: %v\n%s", strings.Join(args, " "), err, exit.Stderr)
	}
	var faults []inForce
	if len(output) > 0 {
		if err := json.Unmarshal(output, &faults); err != nil {
			t.Fatal(err)
		}
	}
	return faults
}

// addFault adds a fault, which goes with the test.
func addFault(t *testing.T, args ...string) inForce {
	t.Helper()
	added := fault(t, append([]string{"add", "--format", "json"}, args...)...)[0]
	t.Cleanup(func() { fault(t, "remove", added.ID) })
	return added
}

// wantHits checks how often a fault has happened.
func (f inForce) wantHits(t *testing.T, want int) {
	t.Helper()
	for _, other := range fault(t, "list", "--format", "json") {
		if other.ID == f.ID && other.Hits != want {
			t.Errorf("the fault happened %d times, not %d", other.Hits, want)
		}
	}
}

// counting is a client's transport that notes when it sent each request.
type counting struct {
	client *http.Client
	mu     sync.Mutex
	sent   []time.Time
}

func (c *counting) Do(request *http.Request) (*http.Response, error) {
	c.mu.Lock()
	c.sent = append(c.sent, time.Now())
	c.mu.Unlock()
	return c.client.Do(request)
}

// wantTries checks how many requests were sent, and that each after the first
// waited at least so long.
func (c *counting) wantTries(t *testing.T, want int, pause time.Duration) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.sent) != want {
		t.Errorf("%d requests were sent, not %d", len(c.sent), want)
	}
	for i := 1; i < len(c.sent); i++ {
		if waited := c.sent[i].Sub(c.sent[i-1]); waited < pause {
			t.Errorf("request %d came %s after the one before, which is less than %s", i+1, waited, pause)
		}
	}
	c.sent = nil
}

func options(transport policy.Transporter) policy.ClientOptions {
	return policy.ClientOptions{
		Cloud: loopback.Cloud(azimuth.ResourceManager, azimuth.Login, loopback.Audience), Transport: transport,
		// The SDK's own pauses are seconds; what it does with Retry-After is as ever.
		Retry: policy.RetryOptions{RetryDelay: 10 * time.Millisecond},
	}
}

// inMachine is a transport inside a machine.
func inMachine(handle string) *counting {
	proxy, err := url.Parse(strings.Replace(azimuth.Metadata, "http://", "http://"+handle+"@", 1))
	if err != nil {
		panic(err)
	}
	return &counting{client: &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}}}
}

// The SDK tries again when the metadata service says that it is updating, away,
// throttled or broken, and not when it does not know the identity.
func TestFaultyMetadataService(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	for name, c := range map[string]struct {
		flags   []string
		tries   int
		refused string
	}{
		"404": {[]string{"--status", "404", "--retry-after", "1s", "--times", "2"}, 3, ""},
		"410": {[]string{"--status", "410", "--retry-after", "1s", "--times", "2"}, 3, ""},
		"429": {[]string{"--status", "429", "--retry-after", "1s", "--times", "2"}, 3, ""},
		"500": {[]string{"--status", "500", "--retry-after", "1s", "--times", "2"}, 3, ""},
		"503": {[]string{"--status", "503", "--retry-after", "1s", "--times", "2"}, 3, ""},
		"400": {[]string{"--scenario", "identity-not-found"}, 1, "Identity not found"},
		"cut": {[]string{"--effect", "truncate", "--times", "1"}, 2, ""},
		"rst": {[]string{"--effect", "reset", "--times", "1"}, 2, ""},
	} {
		// Each has an identity of its own: the SDK keeps tokens for the whole process.
		identity := s.identity(t, "id"+name)
		machine := s.machine(t, "vm"+name, holding(user, *identity.ID))
		transport := inMachine(s.connect(t, *machine.ID))
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			added := addFault(t, append([]string{"--front", "metadata", "--machine", *machine.ID}, c.flags...)...)
			credential, err := azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{
				ClientOptions: options(transport), ID: azidentity.ClientID(*identity.Properties.ClientID),
			})
			if err != nil {
				t.Fatal(err)
			}
			_, err = credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{armScope}})
			if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
				t.Errorf("got %v, want %q", err, c.refused)
			}
			pause := time.Duration(0)
			if c.flags[0] == "--status" {
				pause = time.Second
			}
			transport.wantTries(t, c.tries, pause)
			added.wantHits(t, min(c.tries, max(1, c.tries-1)))
		})
	}
}

// secretly is an application of the site with a secret, so that faults can be
// about it alone, and its credential over a transport.
func (s site) secretly(t *testing.T, transport policy.Transporter) (application, azcore.TokenCredential) {
	t.Helper()
	app := s.newApplication(t, map[string]any{})
	var password struct{ SecretText string }
	onGraph(t, http.MethodPost, "/applications/"+app.ID+"/addPassword", map[string]any{"passwordCredential": map[string]any{"displayName": "test"}}, &password)
	credential, err := azidentity.NewClientSecretCredential(azimuth.TenantID, app.AppID, password.SecretText,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: options(transport), DisableInstanceDiscovery: true})
	if err != nil {
		t.Fatal(err)
	}
	return app, credential
}

// The SDK tries the token service again when that is throttled or broken.
func TestFaultyTokenService(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	for name, c := range map[string]struct {
		flags   []string
		tries   int
		refused string
	}{
		"429": {[]string{"--status", "429", "--retry-after", "1s", "--times", "1"}, 2, ""},
		"503": {[]string{"--status", "503", "--retry-after", "1s", "--times", "2"}, 3, ""},
		"500": {[]string{"--status", "500", "--times", "2"}, 3, ""},
		"401": {[]string{"--status", "401", "--times", "1"}, 1, "AADSTS7000215"},
		"rst": {[]string{"--effect", "reset", "--times", "1"}, 2, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transport := &counting{client: loopback.Client()}
			app, credential := s.secretly(t, transport)
			added := addFault(t, append([]string{"--front", "login", "--path", "**/token", "--principal", app.AppID}, c.flags...)...)
			_, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{armScope}})
			if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
				t.Errorf("got %v, want %q", err, c.refused)
			}
			transport.wantTries(t, c.tries+1, 0) // and the discovery document
			added.wantHits(t, max(1, c.tries-1))
		})
	}
}

// groupsOf are the clients of resource groups of the site's application, whose
// requests a transport counts. Its sign-in is over.
func (s site) groupsOf(t *testing.T) (application, *counting, *counting, *armresources.ResourceGroupsClient) {
	t.Helper()
	signIn, transport := &counting{client: loopback.Client()}, &counting{client: loopback.Client()}
	app, credential := s.secretly(t, signIn)
	client, err := armresources.NewResourceGroupsClient(azimuth.SubscriptionID, credential, &arm.ClientOptions{ClientOptions: options(transport)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Get(t.Context(), s.name, nil); err != nil {
		t.Fatal(err)
	}
	signIn.sent, transport.sent = nil, nil
	return app, signIn, transport, client
}

// What the SDK does when Resource Manager has a bad day.
func TestFaultyResourceManager(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	for name, c := range map[string]struct {
		flags  []string
		tries  int
		pause  time.Duration
		status int // of the error in the end; 0 for none
		code   string
	}{
		"throttled":             {[]string{"--scenario", "arm-throttled"}, 3, time.Second, 0, ""},
		"away":                  {[]string{"--scenario", "arm-unavailable"}, 3, time.Second, 0, ""},
		"broken":                {[]string{"--status", "500", "--times", "2"}, 3, 0, 0, ""},
		"throttled for long":    {[]string{"--status", "429"}, 4, 0, 429, "SubscriptionRequestsThrottled"},
		"the role has not come": {[]string{"--scenario", "role-missing"}, 1, 0, 403, "AuthorizationFailed"},
		"a conflict":            {[]string{"--status", "409"}, 1, 0, 409, "Conflict"},
		"reset":                 {[]string{"--scenario", "connection-reset"}, 2, 0, 0, ""},
		"truncated":             {[]string{"--scenario", "body-truncated"}, 2, 0, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app, _, transport, client := s.groupsOf(t)
			added := addFault(t, append([]string{"--principal", app.AppID, "--front", "resourceManager"}, c.flags...)...)
			_, err := client.Get(t.Context(), s.name, nil)
			if c.status != 0 {
				wantError(t, err, c.status, c.code)
			} else if err != nil {
				t.Error(err)
			}
			transport.wantTries(t, c.tries, c.pause)
			if hits := c.tries; c.status == 0 {
				added.wantHits(t, hits-1)
			}
		})
	}
}

// A slow answer is one that the SDK waits for, as long as its caller does.
func TestSlowResourceManager(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	app, _, transport, client := s.groupsOf(t)
	addFault(t, "--scenario", "arm-slow", "--principal", app.AppID)
	hasty, cancel := context.WithTimeout(t.Context(), 2*time.Second) // of the five that the answer takes, and enough to ask on a machine that is busy
	defer cancel()
	if _, err := client.Get(hasty, s.name, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	transport.wantTries(t, 1, 0)
}

// A token that was revoked: the SDK takes a new one with the claims of the
// challenge, and asks again, all by itself.
func TestRevokedToken(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	app, signIn, transport, client := s.groupsOf(t)
	added := addFault(t, "--scenario", "token-revoked", "--principal", app.AppID)
	if _, err := client.Get(t.Context(), s.name, nil); err != nil {
		t.Error(err)
	}
	transport.wantTries(t, 2, 0)
	signIn.wantTries(t, 1, 0)
	added.wantHits(t, 1)
}

// A principal that the directory does not know yet: the SDK does not try again.
func TestPrincipalNotSpread(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	identity := s.identity(t, "fresh")
	addFault(t, "--effect", "principalNotFound", "--principal", *identity.Properties.PrincipalID, "--times", "1")
	assign := func() error {
		_, err := s.assignments.Create(t.Context(), s.id, uuid.NewString(), armauthorization.RoleAssignmentCreateParameters{Properties: &armauthorization.RoleAssignmentProperties{
			PrincipalID: identity.Properties.PrincipalID, RoleDefinitionID: to.Ptr("/providers/Microsoft.Authorization/roleDefinitions/" + reader),
		}}, nil)
		return err
	}
	wantError(t, assign(), http.StatusBadRequest, "PrincipalNotFound")
	if err := assign(); err != nil {
		t.Error(err)
	}
}

// Operations that fail, and those that never end until the fault is gone.
func TestFaultyOperations(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	begin := func(name string) *runtime.Poller[armresources.ClientCreateOrUpdateByIDResponse] {
		t.Helper()
		poller, err := s.resources.BeginCreateOrUpdateByID(t.Context(), s.path("Microsoft.Network/virtualNetworks", name), "2023-11-01", armresources.GenericResource{
			Location: to.Ptr(location), Properties: map[string]any{"addressSpace": map[string]any{"addressPrefixes": []string{"10.0.0.0/16"}}},
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return poller
	}
	often := &runtime.PollUntilDoneOptions{Frequency: time.Second}

	addFault(t, "--effect", "failOperation", "--code", "AllocationFailed", "--message", "No room.", "--path", "**/"+s.name+"/**/fails", "--times", "1")
	_, err := begin("fails").PollUntilDone(t.Context(), often)
	answer, ok := errors.AsType[*azcore.ResponseError](err)
	if !ok || answer.ErrorCode != "AllocationFailed" || !strings.Contains(err.Error(), "No room.") {
		t.Errorf("an operation that fails: %v", err)
	}
	if got := must(s.resources.GetByID(t.Context(), s.path("Microsoft.Network/virtualNetworks", "fails"), "2023-11-01", nil)); got.Properties.(map[string]any)["provisioningState"] != "Failed" {
		t.Errorf("its resource: %v", got.Properties)
	}
	if _, err := begin("fails").PollUntilDone(t.Context(), often); err != nil {
		t.Errorf("the next one: %v", err)
	}

	stuck := addFault(t, "--effect", "stickOperation", "--path", "**/"+s.name+"/**/sticks")
	poller := begin("sticks")
	for range 2 {
		if _, err := poller.Poll(t.Context()); err != nil || poller.Done() {
			t.Fatalf("an operation that sticks: %v, done: %t", err, poller.Done())
		}
	}
	fault(t, "remove", stuck.ID)
	if _, err := poller.PollUntilDone(t.Context(), often); err != nil {
		t.Errorf("when the fault is gone: %v", err)
	}
}

// An answer that is lost: the SDK writes once more, which has to come to the same.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	s := newSite(t, "")
	transport := &counting{client: loopback.Client()}
	client, err := armresources.NewResourceGroupsClient(azimuth.SubscriptionID, administrator(t), &arm.ClientOptions{ClientOptions: options(transport)})
	if err != nil {
		t.Fatal(err)
	}
	added := addFault(t, "--scenario", "answer-lost", "--path", "**/resourcegroups/"+s.name)
	if _, err := client.CreateOrUpdate(t.Context(), s.name, armresources.ResourceGroup{Location: to.Ptr(location)}, nil); err != nil {
		t.Error(err)
	}
	transport.wantTries(t, 2, 0)
	added.wantHits(t, 1)
}
