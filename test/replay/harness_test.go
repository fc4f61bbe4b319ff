package replay_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/azimuthid/azimuth/test/replay"
)

var update = flag.Bool("update", false, "write the reports into testdata instead of comparing them")

// Where the made-up server of the cases is.
const (
	caseOrigin       = "https://127.0.0.1:8443"
	caseSubscription = "aaaaaaaa-0000-4000-8000-000000000001"
)

// TestHarness replays made-up recordings at a server whose answers are given,
// and holds the report to the one in the case: a harness that overlooks a
// difference fails here. Each file of testdata holds
//
//	recording.jsonl  what was recorded
//	ours.jsonl       what the server answers, in order of its requests
//	divergences.md   the accepted differences
//	sent             the requests that the server is to get
//	report           what the harness is to report
func TestHarness(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("there are no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			sent, report := runCase(t, archive)
			if *update {
				set(archive, "sent", sent)
				set(archive, "report", report)
				if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(file(archive, "sent"), sent); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(file(archive, "report"), report); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
		})
	}
}

func runCase(t *testing.T, archive *txtar.Archive) (sent, report string) {
	t.Helper()
	recording, err := replay.Read("case.jsonl", []byte(file(archive, "recording.jsonl")))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := replay.ParseRules("| id | what differs | why | files | method | where | path | kind |\n" + file(archive, "divergences.md"))
	if err != nil {
		t.Fatal(err)
	}
	s := &scripted{t: t, answers: strings.Split(strings.TrimSpace(file(archive, "ours.jsonl")), "\n")}
	outcomes := replay.Replay(replay.Server{Service: replay.Service{Send: s.send, Origin: caseOrigin}, Subscription: caseSubscription}, recording)
	if len(s.answers) > 0 {
		t.Errorf("%d answers were not asked for", len(s.answers))
	}
	judged := replay.Judge(rules, recording.Name, outcomes)
	report = judged.String()
	for _, rule := range replay.Total([]replay.Report{judged}).Stale(rules, []string{"case.jsonl", "other.jsonl"}, []string{"case.jsonl"}) {
		report += "stale: " + rule.ID + "\n"
	}
	return s.sent.String(), report
}

// scripted is a server whose answers are given.
type scripted struct {
	t       *testing.T
	answers []string
	sent    bytes.Buffer
}

func (s *scripted) send(method, target string, body []byte) replay.Answer {
	fmt.Fprintln(&s.sent, strings.TrimSpace(fmt.Sprintf("%s %s %s", method, target, body)))
	if len(s.answers) == 0 {
		s.t.Fatalf("no answer is given to %s %s", method, target)
	}
	var answer struct {
		Status  int
		Headers map[string]string
		Body    json.RawMessage
	}
	if err := json.Unmarshal([]byte(s.answers[0]), &answer); err != nil {
		s.t.Fatalf("%v: %s", err, s.answers[0])
	}
	s.answers = s.answers[1:]
	header := make(http.Header)
	for name, value := range answer.Headers {
		header.Set(name, value)
	}
	return replay.Answer{Status: answer.Status, Header: header, Body: answer.Body}
}

func file(archive *txtar.Archive, name string) string {
	for _, f := range archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func set(archive *txtar.Archive, name, text string) {
	for i := range archive.Files {
		if archive.Files[i].Name == name {
			archive.Files[i].Data = []byte(text)
			return
		}
	}
	archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
}

// TestRealDifference replays a made-up recording at a real server: what the
// corpus test uses must not overlook a difference either.
func TestRealDifference(t *testing.T) {
	t.Parallel()
	recording, err := replay.Read("real.jsonl", []byte(`{"i":7,"method":"PUT","host":"management.azure.com",
		"url":"/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg?api-version=2021-04-01",
		"body":{"location":"westus"},"status":200,
		"response":{"id":"/subscriptions/11111111-0000-4000-8000-000000000001/resourceGroups/rg","name":"rg",
		"type":"Microsoft.Resources/resourceGroups","location":"eastus","managedBy":"nobody","properties":{"provisioningState":"Succeeded"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	report := replay.Judge(nil, recording.Name, replay.Replay(start(t, recording), recording))
	var got []string
	for _, f := range report.Findings {
		got = append(got, f.String())
	}
	want := []string{
		`status status: recorded 200, ours 201`,
		`$.location value: recorded "eastus", ours "westus"`,
		`$.managedBy missing: recorded "nobody", ours nothing`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestGraphDifference is TestRealDifference for Graph, whose addresses hold ids
// that are the server's.
func TestGraphDifference(t *testing.T) {
	t.Parallel()
	recording, err := replay.Read("graph.jsonl", []byte(`{"i":3,"method":"POST","host":"graph.microsoft.com","url":"/v1.0/groups",
		"body":{"displayName":"g","mailNickname":"g","mailEnabled":false,"securityEnabled":true},"status":201,
		"headers":{"location":"https://graph.microsoft.com/v2/22222222-0000-4000-8000-000000000002/directoryObjects/33333333-0000-4000-8000-000000000003/Microsoft.DirectoryServices.User"},
		"response":{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users/$entity","id":"33333333-0000-4000-8000-000000000003","displayName":"h"}}`))
	if err != nil {
		t.Fatal(err)
	}
	report := replay.Judge(nil, recording.Name, replay.Replay(start(t, recording), recording))
	found := make(map[string]bool)
	for _, f := range report.Findings {
		if f.Kind != replay.Extra {
			found[f.Path] = true
		}
	}
	want := map[string]bool{"header:location": true, "$[@odata.context]": true, "$.displayName": true}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}
