package replay_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/test/replay"
)

const threeDates = `
{"i":0,"method":"GET","host":"management.azure.com","url":"/a","status":200,"headers":{"date":"Fri, 13 Dec 2019 06:32:30 GMT"}}
{"i":1,"method":"GET","host":"management.azure.com","url":"/b","status":200,"headers":{"date":"Fri, 13 Dec 2019 06:32:17 GMT"}}
{"i":2,"method":"GET","host":"management.azure.com","url":"/c","status":200,"headers":{"date":"Fri, 13 Dec 2019 06:32:30 GMT"}}
`

func TestReadOrder(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]int{
		"vm_latest.jsonl":                {0, 1, 2},
		"net_Fluent.Tests.jsonl":         {1, 0, 2},
		"azure-powershell_Tests_x.jsonl": {1, 0, 2},
	} {
		recording, err := replay.Read(name, []byte(threeDates))
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, e := range recording.Exchanges {
			got = append(got, e.Index)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"cut off":     `{"method":"GET","host":"h","url":"/a"`,
		"no method":   `{"host":"h","url":"/a"}`,
		"no host":     `{"method":"GET","url":"/a"}`,
		"no path":     `{"method":"GET","host":"h","url":"a"}`,
		"not objects": `[]`,
	} {
		if _, err := replay.Read("x.jsonl", []byte(text)); err == nil || !strings.Contains(err.Error(), "x.jsonl: exchange 0") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPlace(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"/subscriptions/s/resourceGroups/rg?api-version=1": "Microsoft.Resources/resourceGroups",
		"/subscriptions/s": "Microsoft.Resources/subscriptions",
		"/subscriptions/s/operationresults/eyJ?x=/providers/":                                                                  "Microsoft.Resources/operationresults",
		"/providers/Microsoft.ManagedIdentity/operations?api-version=1":                                                        "Microsoft.ManagedIdentity/operations",
		"/subscriptions/s/providers/Microsoft.Compute":                                                                         "Microsoft.Compute",
		"//subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachineScaleSets/x/manualupgrade":              "Microsoft.Compute/virtualMachineScaleSets/manualupgrade",
		"/subscriptions/s/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/x/providers/Microsoft.A/roleThings/r1": "Microsoft.A/roleThings",
		"/": "Microsoft.Resources",
	} {
		if got := (replay.Exchange{Host: "management.azure.com", URL: url}).Place(); got != want {
			t.Errorf("%s: %s, not %s", url, got, want)
		}
	}
	if got := (replay.Exchange{Host: "graph.microsoft.com", URL: "/v1.0/users"}).Place(); got != "graph.microsoft.com" {
		t.Errorf("another host: %s", got)
	}
}

// FuzzRead replays whatever can be read at a server that gives the recorded
// answers, if not always to the right request: neither may fail.
func FuzzRead(f *testing.F) {
	f.Add(threeDates)
	f.Add(`{"method":"PUT","host":"management.azure.com","url":"//subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/a/providers/N/t/n?x=1","body":"{a}","status":200,"response":{"value":[{"name":"x"}]}}`)
	f.Add(`{"method":"GET","host":"management.azure.com","url":"/subscriptions/s/providers/N/locations/l/operations/o","status":200,"response":[1,"","x",null,{"":""}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		recording, err := replay.Read("net_x.jsonl", []byte(text))
		if err != nil {
			return
		}
		asked := 0
		recorded := func(string, string, []byte) replay.Answer {
			e := recording.Exchanges[asked%len(recording.Exchanges)]
			asked++
			return replay.Answer{Status: e.Status, Body: e.Response}
		}
		outcomes := replay.Replay(replay.Server{Service: replay.Service{Send: recorded, Origin: caseOrigin}, Subscription: caseSubscription}, recording)
		if report := replay.Judge(nil, recording.Name, outcomes); report.Compared+report.Skipped != len(recording.Exchanges) {
			t.Errorf("%d exchanges: %s", len(recording.Exchanges), report)
		}
	})
}

// Times have seconds only: within one, what creates a resource comes before what
// shows it.
func TestReadCreationsFirst(t *testing.T) {
	t.Parallel()
	const second = `"headers":{"date":"Fri, 13 Dec 2019 06:32:30 GMT"}}`
	recording, err := replay.Read("net_x.jsonl", []byte(`
{"i":0,"method":"GET","host":"management.azure.com","url":"/A?api-version=1","status":404,`+second+`
{"i":1,"method":"GET","host":"management.azure.com","url":"/a?api-version=1","status":200,`+second+`
{"i":2,"method":"GET","host":"management.azure.com","url":"/b","status":200,`+second+`
{"i":3,"method":"PUT","host":"management.azure.com","url":"//a?api-version=1","status":201,`+second+`
{"i":4,"method":"PUT","host":"management.azure.com","url":"/b","status":200,`+second))
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, e := range recording.Exchanges {
		got = append(got, e.Index)
	}
	if diff := cmp.Diff([]int{0, 3, 1, 2, 4}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The addresses of operations tell the api-version with which a recording was made.
func TestReadVersions(t *testing.T) {
	t.Parallel()
	recording, err := replay.Read("net_x.jsonl", []byte(`
{"method":"PUT","host":"management.azure.com","url":"/subscriptions/s/providers/N.A/t/x?api-version=2020-06-01&$a=b","status":201,"headers":{"azure-asyncoperation":"https://h/o?api-version=2019-03-01"}}
{"method":"GET","host":"management.azure.com","url":"/subscriptions/s/providers/n.a/t/x?api-version=2020-06-01","status":200}
{"method":"GET","host":"management.azure.com","url":"/subscriptions/s/providers/N.A/t/x?api-version=2021-06-01","status":200}
{"method":"GET","host":"management.azure.com","url":"/subscriptions/s/providers/N.B/t/x?api-version=2020-06-01","status":200}`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range recording.Exchanges {
		_, query, _ := strings.Cut(e.URL, "?")
		got = append(got, query)
	}
	want := []string{"api-version=2019-03-01&$a=b", "api-version=2019-03-01", "api-version=2021-06-01", "api-version=2020-06-01"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLags(t *testing.T) {
	t.Parallel()
	const (
		refused = `{"method":"PUT","host":"management.azure.com","url":"/a","status":400,"response":{"error":{"code":"PrincipalNotFound"}}}`
		given   = `{"method":"PUT","host":"management.azure.com","url":"/A","status":201}`
		other   = `{"method":"PUT","host":"management.azure.com","url":"/b","status":201}`
	)
	for name, c := range map[string]struct {
		text string
		want bool
	}{
		"refused for good":      {refused + other, false},
		"refused, then given":   {refused + refused + given, true},
		"never refused":         {given + other, false},
		"given and taken again": {given + refused, false},
	} {
		recording, err := replay.Read("x.jsonl", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if got := recording.Lags(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
