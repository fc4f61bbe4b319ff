package sdk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources/v4"

	"github.com/azimuthid/azimuth/test/sdk/internal/loopback"
)

// taskVariable holds, as JSON, what a process of this program is to do inside a
// machine. The SDK's managed identity client keeps source and tokens for the
// whole process, so that every question is asked by a fresh one.
const taskVariable = "SDK_TEST_TASK"

// task is what a program inside a machine does: it takes a token, and with it
// asks Resource Manager for a resource group.
type task struct {
	// Default asks DefaultAzureCredential instead of ManagedIdentityCredential.
	Default bool
	// One of these names a user-assigned identity; none means no choice.
	ClientID, ObjectID, ResourceID string
	Scope                          string // of the token
	// Group, where it is not "", is the resource group to read.
	Group           string
	ResourceManager string
	Login           string
	SubscriptionID  string
}

// answer is what came of a task.
type answer struct {
	Token     string
	ExpiresOn time.Time
	Error     string // of taking the token
	ReadError string
	ReadCode  string
	Location  string // of the group
}

// armScope is the scope of tokens for Resource Manager.
const armScope = "https://management.azure.com/.default"

// runTask does a task and prints what came of it.
func runTask(text string) (code int) {
	var what task
	if err := json.Unmarshal([]byte(text), &what); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	// Where the service is not reached, the SDK would try for minutes.
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := json.NewEncoder(os.Stdout).Encode(what.do(ctx)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func (w task) do(ctx context.Context) (a answer) {
	credential, err := w.credential()
	if err != nil {
		a.Error = err.Error()
		return a
	}
	token, err := credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{w.Scope}})
	if err != nil {
		a.Error = err.Error()
		return a
	}
	a.Token, a.ExpiresOn = token.Token, token.ExpiresOn
	if w.Group == "" {
		return a
	}
	client, err := armresources.NewResourceGroupsClient(w.SubscriptionID, credential, &arm.ClientOptions{ClientOptions: w.options()})
	if err != nil {
		a.ReadError = err.Error()
		return a
	}
	group, err := client.Get(ctx, w.Group, nil)
	if err != nil {
		a.ReadError = err.Error()
		if refusal, ok := errors.AsType[*azcore.ResponseError](err); ok {
			a.ReadCode = refusal.ErrorCode
		}
		return a
	}
	a.Location = *group.Location
	return a
}

func (w task) options() policy.ClientOptions {
	return policy.ClientOptions{Cloud: loopback.Cloud(w.ResourceManager, w.Login, loopback.Audience), Transport: loopback.Client()}
}

func (w task) credential() (azcore.TokenCredential, error) {
	if w.Default {
		return azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{ClientOptions: w.options(), DisableInstanceDiscovery: true})
	}
	options := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: w.options()}
	switch {
	case w.ClientID != "":
		options.ID = azidentity.ClientID(w.ClientID)
	case w.ObjectID != "":
		options.ID = azidentity.ObjectID(w.ObjectID)
	case w.ResourceID != "":
		options.ID = azidentity.ResourceID(w.ResourceID)
	}
	return azidentity.NewManagedIdentityCredential(options)
}

// metadataService is the environment of a process inside a machine: the SDK's
// own address of the metadata service, reached through the proxy.
func metadataService(handle string) []string {
	proxy := strings.Replace(azimuth.Metadata, "http://", "http://"+handle+"@", 1)
	return []string{"HTTP_PROXY=" + proxy}
}

// appServiceOf is the environment of a process that is told where to ask. Nobody
// serves its proxy, which it has no use for.
func appServiceOf(handle string) []string {
	return []string{"IDENTITY_ENDPOINT=" + azimuth.Metadata + "/msi/token", "IDENTITY_HEADER=" + handle, "HTTP_PROXY=http://127.0.0.1:1"}
}

// inside does a task in a fresh process with the given environment and nothing else in it.
func inside(t *testing.T, environment []string, what task) answer {
	t.Helper()
	if what.Scope == "" {
		what.Scope = armScope
	}
	what.ResourceManager, what.Login, what.SubscriptionID = azimuth.ResourceManager, azimuth.Login, azimuth.SubscriptionID
	text, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	process := exec.CommandContext(t.Context(), os.Args[0])
	process.Env = append([]string{taskVariable + "=" + string(text), "SSL_CERT_FILE=" + azimuth.CAFile}, environment...)
	var stderr strings.Builder
	process.Stderr = &stderr
	output, err := process.Output()
	if err != nil {
		t.Fatalf("the program in the machine: %v\n%s", err, &stderr)
	}
	var a answer
	if err := json.Unmarshal(output, &a); err != nil {
		t.Fatalf("the program in the machine: %v in %q", err, output)
	}
	return a
}

// tokenOf is the token of a user-assigned identity that a machine holds.
func (s site) tokenOf(t *testing.T, handle, clientID string) bearer {
	t.Helper()
	a := inside(t, metadataService(handle), task{ClientID: clientID})
	if a.Error != "" {
		t.Fatal(a.Error)
	}
	return bearer(a.Token)
}
