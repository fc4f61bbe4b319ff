package server_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// Bodies that are wrong are refused, whatever they are sent to, and change nothing.
func TestWrongBodies(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	bodies := map[string]string{
		"empty":                           "",
		"blank":                           " \n\t ",
		"a mark and nothing":              "\ufeff",
		"no JSON":                         "location=westus",
		"cut off":                         `{"location":"westus"`,
		"cut off in a string":             `{"location":"wes`,
		"cut off in an escape":            `{"location":"\u00`,
		"one too many":                    `{"location":"westus"}}`,
		"two values":                      `{"location":"westus"} {}`,
		"a comma too many":                `{"location":"westus",}`,
		"a comment":                       `{"location":"westus" /* here */}`,
		"no quotes":                       `{location:"westus"}`,
		"single quotes":                   `{'location':'westus'}`,
		"a bare control character":        "{\"location\":\"west\nus\"}",
		"NUL":                             "{\"location\":\"westus\"}\x00",
		"UTF-16":                          "\xff\xfe{\x00}\x00",
		"null":                            "null",
		"an array":                        `[{"location":"westus"}]`,
		"a string":                        `"westus"`,
		"a number":                        "1e400",
		"NaN":                             `{"tags":{"a":NaN}}`,
		"a number with a plus":            `{"tags":{"a":+1}}`,
		"a number that begins with 0":     `{"tags":{"a":01}}`,
		"too deep":                        `{"location":"westus","properties":` + strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 201),
		"much too deep":                   strings.Repeat("[", 1<<20),
		"unknown members":                 `{"location":"westus","surprise":1}`,
		"properties as an array":          `{"location":"westus","properties":[]}`,
		"properties as a text":            `{"location":"westus","properties":"{}"}`,
		"location as an object":           `{"location":{}}`,
		"tags as an array":                `{"location":"westus","tags":["a"]}`,
		"a tag as an object":              `{"location":"westus","tags":{"a":{}}}`,
		"one member in two cases":         `{"location":"westus","LOCATION":"eastus"}`,
		"one member in two cases, deeper": `{"location":"westus","properties":{"a":[{"x":{"inner":1,"INNER":2}}]}}`,
	}
	targets := map[string]string{
		"group":     w.a + "?api-version=2021-04-01",
		"identity":  w.identity(w.a) + "?api-version=2023-01-31",
		"machine":   w.machine(w.a) + "?api-version=2024-07-01",
		"scale set": w.scaleSet(w.a) + "?api-version=2024-07-01",
		"network":   w.network(w.a) + "?api-version=2024-07-01",
		"new":       w.a + "/providers/Microsoft.Compute/virtualMachines/new?api-version=2024-07-01",
	}
	for name, body := range bodies {
		t.Run(name, func(t *testing.T) {
			w.unchanged(t, func() {
				for target, url := range targets {
					for _, method := range []string{http.MethodPut, http.MethodPatch} {
						reply := w.Do(method, url, body)
						if reply.Status != http.StatusBadRequest && (target != "new" || reply.Status != http.StatusNotFound) {
							t.Errorf("%s of the %s: %d %.300s", method, target, reply.Status, reply.Body)
						}
						envelope(t, reply)
					}
				}
			})
		})
	}
}

// Values of the wrong type inside a body are refused, or have no meaning; the
// server never fails over them.
func TestWrongTypesInside(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	values := []string{"null", "true", "0", "-1", "1.5", "1e999", "99999999999999999999", `""`, `"x"`, `"\u0000"`, `"\ud800"`, "[]", "[null]", "[[]]", "{}", `{"a":null}`, `[{"id":5}]`}
	paths := map[string][]string{
		w.scaleSet(w.a) + "?api-version=2024-07-01": {
			"sku", "sku.name", "sku.capacity", "plan", "zones", "identity", "identity.type", "identity.userAssignedIdentities", "identity.identityIds",
			"properties", "properties.upgradePolicy", "properties.upgradePolicy.mode", "properties.orchestrationMode", "properties.virtualMachineProfile",
			"properties.virtualMachineProfile.osProfile", "properties.virtualMachineProfile.storageProfile", "properties.virtualMachineProfile.storageProfile.osDisk",
			"properties.virtualMachineProfile.networkProfile", "properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations", "properties.uniqueId",
		},
		w.machine(w.a) + "?api-version=2024-07-01": {
			"properties.hardwareProfile", "properties.hardwareProfile.vmSize", "properties.storageProfile", "properties.storageProfile.osDisk", "properties.storageProfile.dataDisks",
			"properties.osProfile", "properties.networkProfile", "properties.networkProfile.networkInterfaces", "properties.vmId",
		},
		w.network(w.a) + "?api-version=2024-07-01": {
			"properties.addressSpace", "properties.addressSpace.addressPrefixes", "properties.subnets", "properties.virtualNetworkPeerings", "etag", "id", "name", "type",
		},
		w.a + "/providers/Microsoft.Network/networkInterfaces/n?api-version=2024-07-01": {
			"properties.ipConfigurations", "properties.dnsSettings",
		},
		w.identity(w.a) + "/federatedIdentityCredentials/fic?api-version=2023-01-31": {
			"properties", "properties.issuer", "properties.subject", "properties.audiences",
		},
		w.a + "/providers/Microsoft.Authorization/roleAssignments/22222222-2222-4222-8222-222222222222?api-version=2022-04-01": {
			"properties", "properties.principalId", "properties.roleDefinitionId", "properties.condition",
		},
		w.Subscription() + "/providers/Microsoft.Authorization/roleDefinitions/22222222-2222-4222-8222-222222222222?api-version=2022-04-01": {
			"properties.roleName", "properties.assignableScopes", "properties.permissions",
		},
	}
	for url, members := range paths {
		for _, member := range members {
			for _, value := range values {
				body := `{"location":"westus",` + nested(member, value) + `}`
				for _, method := range []string{http.MethodPut, http.MethodPatch} {
					switch reply := w.Do(method, url, body); {
					case reply.Status >= 500, reply.Status >= 300 && reply.Status < 400:
						t.Errorf("%s %s %s: %d %s", method, url, body, reply.Status, reply.Body)
					case reply.Status >= 400:
						envelope(t, reply)
					}
				}
			}
		}
		if reply := w.Do(http.MethodGet, url, nil); reply.Status != http.StatusOK && reply.Status != http.StatusNotFound {
			t.Errorf("afterwards GET %s: %d %s", url, reply.Status, reply.Body)
		}
	}
	for _, list := range []string{"/resources?api-version=2021-04-01", "/providers/Microsoft.Compute/virtualMachines?api-version=2024-07-01", "/providers/Microsoft.Network/virtualNetworks?api-version=2024-07-01"} {
		w.Must(http.MethodGet, w.a+list, nil)
	}
	w.Must(http.MethodGet, w.scaleSet(w.a)+"/virtualMachines?api-version=2024-07-01", nil)
	w.Must(http.MethodPost, w.scaleSet(w.a)+"/manualupgrade?api-version=2024-07-01", `{"instanceIds":["*"]}`)
}

// nested writes a member at a dotted path.
func nested(path, value string) string {
	head, rest, more := strings.Cut(path, ".")
	if more {
		value = "{" + nested(rest, value) + "}"
	}
	return fmt.Sprintf("%q:%s", head, value)
}

// What looks odd and is right is taken.
func TestOddBodies(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	url := w.identity(w.a) + "?api-version=2023-01-31"
	for name, test := range map[string]struct{ body, tag string }{
		"a byte order mark":          {"\ufeff{\"tags\":{\"a\":\"mark\"}}", "mark"},
		"a repeated member":          {`{"tags":{"a":"first"},"tags":{"a":"last"}}`, "last"},
		"escapes":                    {`{"\u0074ags":{"a":"\ud83d\ude00"}}`, "\U0001f600"},
		"members in other cases":     {`{"TAGS":{"a":"case"}}`, "case"},
		"space everywhere":           {"\r\n\t {\r\n \"tags\" : { \"a\" : \"space\" } } \n", "space"},
		"a number that is no double": {`{"tags":{"a":123456789012345678901234567890.125}}`, "123456789012345678901234567890.125"},
		"a huge exponent":            {`{"tags":{"a":1e999999999}}`, "1e999999999"},
	} {
		t.Run(name, func(t *testing.T) {
			if reply := w.Do(http.MethodPatch, url, test.body); reply.Status != http.StatusOK || reply.Text("tags.a") != test.tag {
				t.Errorf("%d %s, want the tag %q", reply.Status, reply.Body, test.tag)
			}
		})
	}
}

// A body beyond the limit is refused with 413, declared or not; one just below
// it is read.
func TestLargeBodies(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	filled := func(size int) string {
		head, tail := `{"tags":{"a":"`, `"}}`
		return head + strings.Repeat("x", size-len(head)-len(tail)) + tail
	}
	w.unchanged(t, func() {
		for _, size := range []int{server.MaxBody + 1, server.MaxBody + 1<<20} {
			reply := w.Do(http.MethodPatch, w.a+"?api-version=2021-04-01", filled(size))
			if reply.Status != http.StatusRequestEntityTooLarge || reply.Text("error.code") != "RequestContentTooLarge" {
				t.Errorf("%d bytes: %d %s", size, reply.Status, reply.Body)
			}
			envelope(t, reply)
		}
		reply := w.Do(http.MethodPatch, w.a+"?api-version=2021-04-01", filled(server.MaxBody))
		if reply.Status != http.StatusBadRequest || reply.Text("error.code") != "InvalidTagValueLength" {
			t.Errorf("a body of the limit's size is not read: %d %s", reply.Status, reply.Body)
		}
	})
}

// A body that does not arrive in time is refused with 408, over both versions of
// HTTP, and so is what does not arrive at all.
func TestSlowBodies(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, func(c *server.Config) { c.BodyTime = 50 * time.Millisecond })
	admin := w.Token(w.ClientID, w.ClientSecret)
	for name, client := range map[string]*http.Client{"HTTP/2": w.NewClient(), "HTTP/1.1": oldClient(w.World)} {
		t.Run(name, func(t *testing.T) {
			defer client.CloseIdleConnections()
			w.unchanged(t, func() {
				body, hold := io.Pipe()
				defer func() { _ = hold.Close() }()
				request, err := http.NewRequestWithContext(t.Context(), http.MethodPatch, w.ResourceManager+w.a+"?api-version=2021-04-01", body)
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("Authorization", "Bearer "+admin)
				go func() { _, _ = io.WriteString(hold, `{"tags":`) }() // and no more
				response, err := client.Do(request)
				if err != nil {
					t.Fatal(err)
				}
				text, err := io.ReadAll(response.Body)
				if err != nil {
					t.Fatal(err)
				}
				_ = response.Body.Close()
				reply := servertest.Reply{Status: response.StatusCode, Header: response.Header, Body: string(text)}
				if reply.Status != http.StatusRequestTimeout || reply.Text("error.code") != "RequestTimeout" {
					t.Errorf("%d %s", reply.Status, reply.Body)
				}
				envelope(t, reply)
			})
		})
	}
}

// oldClient is a client that speaks HTTP/1.1.
func oldClient(w *servertest.World) *http.Client {
	client := w.NewClient()
	transport := client.Transport.(*http.Transport)
	transport.ForceAttemptHTTP2 = false
	transport.TLSClientConfig.NextProtos = []string{"http/1.1"}
	return client
}
