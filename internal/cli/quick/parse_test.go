package quick

import (
	"strings"
	"testing"
)

// What is read early is what the command would read, and all else is left to it. That
// the command agrees is shown in package cli.
func TestParse(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		line string
		want Command // its program is nil where the line is left to the command
	}{
		{"exec --vm app -- true", Command{VM: "app", Program: []string{"true"}}},
		{"exec --vm app true --vm other", Command{VM: "app", Program: []string{"true", "--vm", "other"}}},
		{"exec --vm=app -g rg --create --isolated -- true -- x", Command{VM: "app", Group: "rg", Create: true, Isolated: true, Program: []string{"true", "--", "x"}}},
		{"exec --vmss web --instance 1 --resource-group=rg --network own --protocol imds --data /d -- true", Command{
			ScaleSet: "web", Instance: "1", Group: "rg", Network: "own", Protocol: "imds", Data: "/d", Program: []string{"true"},
		}},
		{"exec --vm app --vm=other --network host true", Command{VM: "other", Network: "host", Program: []string{"true"}}},
		{"exec --vm --create -- true", Command{VM: "--create", Program: []string{"true"}}},
		{line: ""},
		{line: "serve --vm app -- true"},
		{line: "exec"},
		{line: "exec -- true"},
		{line: "exec --vm app"},
		{line: "exec --vm app --"},
		{line: "exec --vm"},
		{line: "exec --vm app --vmss web --instance 1 -- true"},
		{line: "exec --vmss web -- true"},
		{line: "exec --vmss web --instance web_1 -- true"},
		{line: "exec --instance 1 --vm app -- true"},
		{line: "exec --vm app --network theirs -- true"},
		{line: "exec --vm app --network host --isolated -- true"},
		{line: "exec --vm app --protocol workload -- true"},
		{line: "exec --vm app --role Reader -- true"},
		{line: "exec --vm app --user-assigned one -- true"},
		{line: "exec --vm app --proxy -- true"},
		{line: "exec --vm app --isolated=true -- true"},
		{line: "exec --vm app -grg -- true"},
		{line: "exec --vm app -g=rg -- true"},
		{line: "exec --vm app --help -- true"},
		{line: "exec --vm app - true"},
	} {
		t.Run(test.line, func(t *testing.T) {
			t.Parallel()
			got, ok := Parse(strings.Fields(test.line))
			if ok != (test.want.Program != nil) {
				t.Fatalf("it is taken: %t, %+v", ok, got)
			}
			if ok && (strings.Join(got.Program, "\x00") != strings.Join(test.want.Program, "\x00") || got.text() != test.want.text()) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// text is all but the program.
func (c Command) text() string {
	return strings.Join([]string{c.Data, c.Group, c.VM, c.ScaleSet, c.Instance, c.Network, c.Protocol, map[bool]string{true: "isolated"}[c.Isolated], map[bool]string{true: "create"}[c.Create]}, "\x00")
}

func TestDirectory(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, data string
		variables  map[string]string
		want       string
	}{
		{"by the flag", "/d", map[string]string{"AZIMUTH_DATA": "/e", "HOME": "/h"}, "/d"},
		{"by a path from here", "d", nil, "/here/d"},
		{"by its variable", "", map[string]string{"AZIMUTH_DATA": "/e", "HOME": "/h"}, "/e"},
		{"by XDG", "", map[string]string{"XDG_DATA_HOME": "/x", "HOME": "/h"}, "/x/azimuth"},
		{"not by a relative XDG", "", map[string]string{"XDG_DATA_HOME": "x", "HOME": "/h"}, "/h/.local/share/azimuth"},
		{"nowhere", "", nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, ok := Command{Data: test.data}.directory(func(name string) string { return test.variables[name] }, func() (string, error) { return "/here", nil })
			if ok != (test.want != "") || ok && got != test.want {
				t.Errorf("got %q, %t", got, ok)
			}
		})
	}
}
