package azure_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/azimuthid/azimuth/azimuthtest"
	"github.com/azimuthid/azimuth/azimuthtest/azure"
)

// obeyed is a transport that moves the server's clock by what an answer tells to
// wait, and has the SDK wait for a millisecond in its place.
type obeyed struct {
	client *http.Client
	clock  *azimuthtest.Clock
	told   []string // Retry-After of each refusal
}

func (o *obeyed) Do(request *http.Request) (*http.Response, error) {
	response, err := o.client.Do(request)
	if err != nil || response.StatusCode != http.StatusTooManyRequests {
		return response, err
	}
	after := response.Header.Get("Retry-After")
	o.told = append(o.told, after)
	if seconds, err := strconv.Atoi(after); err == nil {
		o.clock.Advance(time.Duration(seconds) * time.Second)
	}
	response.Header.Set("Retry-After-Ms", "1")
	return response, nil
}

// The SDK asks Microsoft Graph until it is refused, waits as long as it is told, and
// is answered.
func TestLimitsOfGraph(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t, azimuthtest.At(time.Now().Truncate(time.Second)), azimuthtest.AzureLimits())
	transport := &obeyed{client: s.Client(), clock: s.Clock}
	credential := must[azcore.TokenCredential](t)(azure.Credential(s, s.Application("reader")))
	pipeline := runtime.NewPipeline("limits", "1", runtime.PipelineOptions{
		PerRetry: []policy.Policy{runtime.NewBearerTokenPolicy(credential, []string{azimuthtest.GraphAudience + ".default"}, nil)},
	}, &policy.ClientOptions{Transport: transport})
	units := 0
	for range 701 { // at 5 units each
		request := must[*policy.Request](t)(runtime.NewRequest(t.Context(), http.MethodGet, "https://graph.microsoft.com/v1.0/groups/"+s.TenantID+"/transitiveMembers"))
		response := must[*http.Response](t)(pipeline.Do(request))
		if _, err := runtime.Payload(response); err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != http.StatusNotFound {
			t.Fatalf("after %d units: %d", units, response.StatusCode)
		}
		cost, _ := strconv.Atoi(response.Header.Get("x-ms-resource-unit")) // 0 is found below
		units += cost
	}
	if units != 3505 || len(transport.told) != 1 || transport.told[0] != "1" {
		t.Errorf("%d units, told to wait for %v", units, transport.told)
	}
}

// A credential that keeps no tokens is refused in a loop; the SDK waits for the
// minute that it is told.
func TestLimitsOfTokens(t *testing.T) {
	t.Parallel()
	s := azimuthtest.Start(t, azimuthtest.At(time.Now().Truncate(time.Second)), azimuthtest.AzureLimits())
	app := s.Application("loop")
	transport := &obeyed{client: s.Client(), clock: s.Clock}
	want := policy.TokenRequestOptions{Scopes: []string{azimuthtest.ResourceManagerAudience + ".default"}}
	for i := range 201 {
		credential := must[*azidentity.ClientSecretCredential](t)(azidentity.NewClientSecretCredential(s.TenantID, app.ClientID, app.ClientSecret,
			&azidentity.ClientSecretCredentialOptions{ClientOptions: policy.ClientOptions{Transport: transport}}))
		if _, err := credential.GetToken(t.Context(), want); err != nil {
			t.Fatalf("token %d: %v", i, err)
		}
	}
	if len(transport.told) != 1 || transport.told[0] != "60" {
		t.Errorf("told to wait for %v", transport.told)
	}
}
