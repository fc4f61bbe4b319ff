package settings_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"github.com/azimuthid/azimuth/internal/cli/settings"
)

// resolve runs the whole way that a setting takes. A file "" is none.
func resolve(t *testing.T, args []string, env map[string]string, file string) (settings.Values, []settings.Origin, error) {
	t.Helper()
	var v settings.Values
	flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	settings.AddFlags(flags, &v)
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), settings.FileName)
	if file != "" {
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read, err := settings.ReadFile(path, true)
	if err != nil {
		return v, nil, err
	}
	origins, err := settings.Resolve(&v, flags, func(name string) string { return env[name] }, read)
	for i := range origins {
		origins[i].From = filepath.Base(origins[i].From)
	}
	return v, origins, err
}

// other are a value for every setting that is not its default, as its flag,
// variable and file member have it.
var other = map[string]struct{ flag, variable, member, shown string }{
	"https":                   {"h:1", "h:2", `"h:3"`, "h:"},
	"metadata":                {"m:1", "m:2", `"m:3"`, "m:"},
	"store":                   {"memory", "memory", `"memory"`, "memory"},
	"async":                   {"azure", "azure", `"azure"`, "azure"},
	"allow-remote":            {"true", "1", "true", "true"},
	"host":                    {"a.lan", "a.lan, b.lan", `["a.lan","b.lan"]`, "a.lan"},
	"metadata-map":            {"127.0.0.9=g/vm/a", "127.0.0.9=g/vm/a,127.0.0.8=g/vm/b", `["127.0.0.9=g/vm/a"]`, "127.0.0.9=g/vm/a"},
	"proxy-deny-others":       {"true", "true", "true", "true"},
	"strict-versions":         {"true", "true", "true", "true"},
	"issuer":                  {"own", "own", `"own"`, "own"},
	"audience":                {"api://a", "api://a,api://b", `["api://a"]`, "api://a"},
	"federation-issuer":       {"https://i", "https://i", `["https://i"]`, "https://i"},
	"federation-private-host": {"i.lan", "i.lan", `["i.lan"]`, "i.lan"},
	"single-use-assertions":   {"true", "true", "true", "true"},
	"unknown-types":           {"store", "store", `"store"`, "store"},
	"template-root":           {"/t1", "/t2", `"/t3"`, "/t"},
	"limits":                  {"azure", "azure", `"azure"`, "azure"},
	"clock":                   {"+1h", "+2h", `"+3h"`, "+"},
	"seed":                    {"/s1", "/s2", `"/s3"`, "/s"},
	"deterministic":           {"a1", "a2", `"a3"`, "a"},
	"log-format":              {"json", "json", `"json"`, "json"},
	"log-level":               {"debug", "warn", `"error"`, ""},
}

func TestEachSettingIsTakenFromTheHighestSource(t *testing.T) {
	t.Parallel()
	for i, s := range settings.Table() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			o, ok := other[s.Name]
			if !ok {
				t.Fatal("the test has no value for this setting")
			}
			args := []string{"--" + s.Name + "=" + o.flag}
			env := map[string]string{s.Env(): o.variable}
			file := "{" + `"` + s.Member() + `": ` + o.member + "}"
			for _, c := range []struct {
				from string
				args []string
				env  map[string]string
				file string
			}{
				{"--" + s.Name, args, env, file},
				{s.Env(), nil, env, file},
				{settings.FileName, nil, map[string]string{s.Env(): ""}, file},
				{settings.FromDefault, nil, nil, ""},
			} {
				_, origins, err := resolve(t, c.args, c.env, c.file)
				if err != nil {
					t.Fatalf("%s: %v", c.from, err)
				}
				got := origins[i]
				if got.Name != s.Name || got.From != c.from {
					t.Errorf("from %s, want %s", got.From, c.from)
				}
				if c.from == settings.FromDefault {
					if got.Value != s.Default && got.Value != "false" {
						t.Errorf("the default is %q", got.Value)
					}
				} else if !strings.HasPrefix(got.Value, o.shown) || got.Value == s.Default {
					t.Errorf("%s: %q", c.from, got.Value)
				}
			}
		})
	}
}

func TestTheTableFillsEveryValue(t *testing.T) {
	t.Parallel()
	var members []string
	for _, s := range settings.Table() {
		members = append(members, `"`+s.Member()+`": `+other[s.Name].member)
	}
	v, _, err := resolve(t, nil, nil, "{"+strings.Join(members, ",")+"}")
	if err != nil {
		t.Fatal(err)
	}
	want := settings.Values{
		HTTPS: "h:3", Clock: "+3h", Metadata: "m:3", Store: "memory", Async: "azure", Issuer: "own",
		Audiences: []string{"api://a"}, Hosts: []string{"a.lan", "b.lan"}, MetadataMap: []string{"127.0.0.9=g/vm/a"},
		FederationIssuers: []string{"https://i"}, FederationPrivateHosts: []string{"i.lan"}, SingleUseAssertions: true,
		UnknownTypes: "store", Limits: "azure", TemplateRoot: "/t3", Seed: "/s3", Deterministic: "a3",
		AllowRemote: true, ProxyDenyOthers: true, StrictVersions: true, LogFormat: "json", LogLevel: "error",
	}
	if diff := cmp.Diff(want, v); diff != "" {
		t.Error(diff)
	}
	if rows := len(settings.Table()); rows != reflect.TypeFor[settings.Values]().NumField() {
		t.Errorf("%d settings for another number of values", rows)
	}
}

func TestAnOriginInTheEnvironmentIsForClients(t *testing.T) {
	t.Parallel()
	v, _, err := resolve(t, nil, map[string]string{"AZIMUTH_METADATA": "http://127.0.0.1:4711"}, "")
	if err != nil || v.Metadata != "127.0.0.1:8080" {
		t.Errorf("%q %v", v.Metadata, err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		env  map[string]string
		file string
		want string
	}{
		{"a flag's choice", []string{"--store", "oracle"}, nil, "", `--store: there is no store "oracle": choose sqlite or memory`},
		{"a variable's choice", nil, map[string]string{"AZIMUTH_LOG_LEVEL": "loud"}, "", `AZIMUTH_LOG_LEVEL: there is no log level "loud": choose debug, info, warn or error`},
		{"a variable's switch", nil, map[string]string{"AZIMUTH_ALLOW_REMOTE": "maybe"}, "", `AZIMUTH_ALLOW_REMOTE: "maybe" is neither true nor false`},
		{"a member's choice", nil, nil, `{"async": "slow"}`, `azimuth.json: the setting "async": there is no pace "slow": choose at-once or azure`},
		{"an unknown member", nil, nil, `{"colour": 1}`, `azimuth.json: there is no setting "colour"`},
		{"a flag's name", nil, nil, `{"allow-remote": true}`, `there is no setting "allow-remote": it is called "allowRemote"`},
		{"another case", nil, nil, `{"HTTPS": ""}`, `there is no setting "HTTPS": it is called "https"`},
		{"a plural", nil, nil, `{"hosts": []}`, `there is no setting "hosts": it is called "host"`},
		{"a member twice", nil, nil, `{"store": "memory", "store": "sqlite"}`, `the setting "store" is there twice`},
		{"a string for a switch", nil, nil, `{"allowRemote": "true"}`, `the setting "allowRemote": "true" is no boolean`},
		{"a string for a list", nil, nil, `{"host": "a.lan"}`, `the setting "host": "a.lan" is no array of strings`},
		{"a list with a null", nil, nil, `{"host": [null]}`, `the setting "host": [null] is no array of strings`},
		{"null", nil, nil, `{"https": null}`, `the setting "https": null is no string`},
		{"an array", nil, nil, `[]`, "azimuth.json: it is no JSON object of settings"},
		{"nothing", nil, nil, " ", "azimuth.json: it is no JSON object of settings"},
		{"two objects", nil, nil, `{} {}`, "something follows the JSON object"},
		{"half an object", nil, nil, `{"https": "a:1"`, "azimuth.json: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := resolve(t, c.args, c.env, c.file)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v\nwant  %s", err, c.want)
			}
		})
	}
}

func TestAFileThatWasNamedMustBeThere(t *testing.T) {
	t.Parallel()
	if _, err := settings.ReadFile(filepath.Join(t.TempDir(), "absent.json"), false); err == nil {
		t.Error("no error")
	}
}

// Whatever stands in a file, reading ends, and what it accepts can be resolved.
func FuzzFile(f *testing.F) {
	for _, seed := range []string{`{}`, `{"https": "127.0.0.1:1", "host": ["a"], "allowRemote": true}`, `{"host": [null, "null"]}`, `{"store":`, `{1`, `null`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), settings.FileName)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := settings.ReadFile(path, false)
		if err != nil {
			return
		}
		var v settings.Values
		flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
		settings.AddFlags(flags, &v)
		if _, err := settings.Resolve(&v, flags, func(string) string { return "" }, file); err != nil {
			t.Errorf("it was read, but not taken: %v", err)
		}
	})
}
