package deployments_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/server"
	"github.com/azimuthid/azimuth/internal/server/servertest"
)

// A deployment that was under way when the server stopped goes on where it was,
// with the same names, secrets and times; the deployments inside it too.
func TestResume(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	var clock *servertest.Clock
	again := func(c *server.Config) {
		asAzure(c)
		c.Data, c.Store = data, "sqlite"
		if clock != nil {
			c.Sources.Now = clock.Now
		}
	}
	w := startBare(t, again)
	clock = w.Clock
	w.rg = w.Subscription() + "/resourceGroups/rg"
	w.Must(http.MethodPut, w.rg+apiVersion, `{"location":"westus"}`)
	parameters := `"parameters":{"secret":{"type":"secureString"},"fresh":{"type":"string","defaultValue":"[newGuid()]"}}`
	inner := `{"type":"Microsoft.Resources/deployments","apiVersion":"2021-04-01","name":"inner","dependsOn":["one"],"properties":{"mode":"Incremental","template":` + templateOf(network("in1", "")+","+network("in2", `,"dependsOn":["in1"]`)) + `}}`
	last := `{"type":"Microsoft.Network/virtualNetworks","apiVersion":"2023-11-01","name":"last","location":"westus","dependsOn":["inner"],"tags":{"secret":"[parameters('secret')]"},"properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]}}}`
	text := strings.Replace(body(network("one", `,"tags":{"fresh":"[parameters('fresh')]"}`)+","+inner+","+last, parameters), `"mode"`, `"parameters":{"secret":{"value":"hush"}},"mode"`, 1)
	put := w.Do(http.MethodPut, w.deployment("d")+apiVersion, text)
	same(t, 201, put.Status)
	poll := put.Header.Get("Azure-AsyncOperation")
	poll = strings.TrimPrefix(poll, w.ResourceManager)
	fresh := put.Text("properties.parameters.fresh.value")
	ended := 0
	for round := 0; ended == 0; round++ {
		if round > 30 {
			t.Fatal("the deployment does not end")
		}
		w.Stop()
		w.World = servertest.Start(t, again)
		reply := w.Must(http.MethodGet, poll, nil)
		if status := reply.Text("status"); status == "Succeeded" {
			ended = round
		} else if status != "Accepted" && status != "Running" {
			t.Fatalf("in round %d: %s", round, reply.Body)
		}
		clock.Advance(3 * time.Second)
	}
	if ended < 6 {
		t.Errorf("it was over after %d restarts", ended)
	}
	shown := w.Must(http.MethodGet, w.deployment("d")+apiVersion, nil)
	same(t, any(fresh), shown.At("properties.parameters.fresh.value"))
	same(t, any("hush"), w.Must(http.MethodGet, w.networkID("last")+"?api-version=2023-11-01", nil).At("tags.secret"))
	if len(shown.At("properties.outputResources").([]any)) != 4 {
		t.Errorf("it wrote %s", shown.Member("properties.outputResources"))
	}
	// Each was written once.
	events := w.Must(http.MethodGet, w.Subscription()+"/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=eventTimestamp%20ge%20'2000-01-01T00:00:00Z'%20and%20resourceGroupName%20eq%20'rg'", nil)
	for _, name := range []string{"one", "in1", "in2", "last"} {
		if count := strings.Count(events.Body, fmt.Sprintf(`"resourceId":%q`, w.networkID(name))); count != 1 {
			t.Errorf("%s was written %d times: %.400s", name, count, events.Body)
		}
	}
}
