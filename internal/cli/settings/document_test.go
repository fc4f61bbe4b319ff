package settings_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/cli/settings"
)

var update = flag.Bool("update", false, "rewrite docs/configuration.md")

const documentPath = "../../../docs/configuration.md"

const beginning = "# Configuration\n\n" + `How a server runs is set by flags of ` + "`azimuth serve`" + `, by environment variables, and by a file. A flag wins over a variable,
a variable over the file, the file over the default. ` + "`azimuth serve --print-config`" + ` shows the result and where each value came
from, and starts nothing.

This page is made from the table in ` + "`internal/cli/settings`" + `; its test compares them, and ` + "`go test ./internal/cli/settings -update`" + `
writes it anew.

| Flag | Variable | Member of the file | Default | What it sets |
|---|---|---|---|---|
` + "| `--data` | `AZIMUTH_DATA` | | the user's data directory | the data directory, for every command |\n" +
	"| `--config` | `AZIMUTH_CONFIG` | | `azimuth.json` in the data directory, if it is there | the file of settings |\n"

const ending = `
In the environment, a switch is ` + "`true` or `false`" + `, the elements of a list stand between commas, and an empty variable is the
same as none. ` + "`AZIMUTH_METADATA`" + ` is also a variable that ` + "`azimuth env`" + ` sets for clients, to an origin (` + "`http://...`" + `): serve
takes only an address from it, and passes over an origin.

The file is one JSON object. Members that are unknown, that are there twice or that have another type are refused:

    {
      "https": "0.0.0.0:8443",
      "metadata": "127.0.0.1:8080",
      "allowRemote": true,
      "host": ["azimuth.lan"],
      "async": "azure"
    }

` + "`azimuth exec` and `azimuth demo`" + `, which start a server for their own time where they need one, take the data directory and none
of the others.
`

// document is docs/configuration.md as the table wants it.
func document() string {
	var b strings.Builder
	b.WriteString(beginning)
	for _, s := range settings.Table() {
		value := "none"
		switch {
		case s.Default != "":
			value = "`" + s.Default + "`"
		case s.Kind() == "boolean":
			value = "`false`"
		}
		usage := strings.ReplaceAll(s.Usage, "`", "")
		fmt.Fprintf(&b, "| `--%s` | `%s` | `%s` (%s) | %s | %s |\n", s.Name, s.Env(), s.Member(), s.Kind(), value, usage)
	}
	b.WriteString(ending)
	return b.String()
}

func TestDocument(t *testing.T) {
	t.Parallel()
	want := document()
	if *update {
		if err := os.WriteFile(documentPath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(documentPath)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, strings.ReplaceAll(string(got), "\r\n", "\n")); diff != "" {
		t.Errorf("docs/configuration.md is not what the table says; -update writes it anew:\n%s", diff)
	}
}

// The page's example is one that serve takes.
func TestDocumentExample(t *testing.T) {
	t.Parallel()
	_, example, _ := strings.Cut(ending, "\n\n    {")
	example, _, _ = strings.Cut(example, "\n\n`")
	v, _, err := resolve(t, nil, nil, "{"+example)
	if err != nil || v.HTTPS != "0.0.0.0:8443" || v.Async != "azure" {
		t.Errorf("%+v %v", v, err)
	}
}
