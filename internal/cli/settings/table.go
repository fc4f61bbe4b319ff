package settings

import (
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/server"
)

// Values are how a server is to run.
type Values struct {
	HTTPS, Metadata  string
	Store, Async     string
	Issuer           string
	Audiences, Hosts []string
	MetadataMap      []string
	MetadataLimits   string
	AllowRemote      bool
	ProxyDenyOthers  bool
	StrictVersions   bool
	// FederationIssuers and FederationPrivateHosts are the outside issuers whose
	// keys may be fetched, and those of their hosts that may be near.
	FederationIssuers, FederationPrivateHosts []string

	SingleUseAssertions bool
	// TemplateRoot is the folder of linked templates, and UnknownTypes what is
	// done with resources of types that are not known.
	TemplateRoot, UnknownTypes string

	// Limits is whose limits requests have.
	Limits string

	// Seed is the path of what the state begins with, and Deterministic what ids
	// follow from.
	Seed, Deterministic string

	// Clock is the server's time, as clock.Parse reads it.
	Clock string

	LogFormat, LogLevel string
}

// Setting is a row of the table.
type Setting struct {
	// Name is the flag's, without its dashes.
	Name string
	// Usage is what the setting does. As pflag has it, a name for the value may
	// stand in back quotes.
	Usage string
	// Default is "" for switches, which are off, and lists, which are empty.
	Default string
	// Choices are all the values there are, or nil where any text is one.
	Choices []string
	// noun is what errors call the value.
	noun string
	// field is where the value belongs: a *string, a *bool or a *[]string.
	field func(*Values) any
	// foreign reports that a value in the environment means something else.
	foreign func(string) bool
}

// Table returns all settings in the order in which they are shown.
func Table() []Setting {
	return []Setting{
		{
			Name: "https", Default: server.DefaultHTTPS, field: func(v *Values) any { return &v.HTTPS },
			Usage: "`address` of Resource Manager and the token service; port 0 takes a free one",
		},
		{
			Name: "metadata", Default: server.DefaultMetadata, field: func(v *Values) any { return &v.Metadata },
			Usage: "`address` of the metadata service; port 0 takes a free one", foreign: isOrigin,
		},
		{
			Name: "store", Default: "sqlite", Choices: []string{"sqlite", "memory"}, noun: "store", field: func(v *Values) any { return &v.Store },
			Usage: "where resources are kept: sqlite, or memory for as long as the server runs",
		},
		{
			Name: "async", Default: "at-once", Choices: []string{"at-once", "azure"}, noun: "pace", field: func(v *Values) any { return &v.Async },
			Usage: "`pace` of long operations: at-once, or azure to answer and take time as Azure does",
		},
		{
			Name: "allow-remote", field: func(v *Values) any { return &v.AllowRemote },
			Usage: "allow addresses that other machines can reach",
		},
		{
			Name: "host", field: func(v *Values) any { return &v.Hosts },
			Usage: "`name` under which clients reach the server; may be repeated",
		},
		{
			Name: "metadata-map", field: func(v *Values) any { return &v.MetadataMap },
			Usage: "`CIDR=MACHINE`: who asks the metadata service from these addresses is this machine: a resource id, GROUP/vm/NAME or GROUP/vmss/NAME/INSTANCE; may be repeated",
		},
		{
			Name: "imds-limits", Default: "same", Choices: []string{"same", "none", "azure"}, noun: "limits", field: func(v *Values) any { return &v.MetadataLimits },
			Usage: "how much a machine may ask the metadata service: same for what --limits says, none for as much as it likes, or azure for 5 requests a second, and 20 and 5 at the same time for identities",
		},
		{
			Name: "proxy-deny-others", field: func(v *Values) any { return &v.ProxyDenyOthers },
			Usage: "let the forward proxy refuse all hosts but those that it stands in for",
		},
		{
			Name: "strict-versions", field: func(v *Values) any { return &v.StrictVersions },
			Usage: "accept only api-versions that Azure published",
		},
		{
			Name: "issuer", Default: "microsoft", Choices: []string{"microsoft", "own"}, noun: "issuer", field: func(v *Values) any { return &v.Issuer },
			Usage: "issuer in tokens: microsoft, or own for the server's address",
		},
		{
			Name: "audience", field: func(v *Values) any { return &v.Audiences },
			Usage: "`URI` of a further resource that tokens are issued for; may be repeated",
		},
		{
			Name: "federation-issuer", field: func(v *Values) any { return &v.FederationIssuers },
			Usage: "`URL` of an outside issuer whose tokens federated credentials may name, or of all that begin so with a * at its end; may be repeated",
		},
		{
			Name: "federation-private-host", field: func(v *Values) any { return &v.FederationPrivateHosts },
			Usage: "`name` of an issuer's host that may be on loopback or in a private network; may be repeated",
		},
		{
			Name: "single-use-assertions", field: func(v *Values) any { return &v.SingleUseAssertions },
			Usage: "refuse an assertion that an application signed with its certificate when it comes again",
		},
		{
			Name: "unknown-types", Default: "refuse", Choices: []string{"refuse", "store"}, noun: "way with unknown types", field: func(v *Values) any { return &v.UnknownTypes },
			Usage: "what to do with resources of types that are not known: refuse, or store to keep them as documents",
		},
		{
			Name: "template-root", field: func(v *Values) any { return &v.TemplateRoot },
			Usage: "`folder` from which deployments may take linked templates, by relative paths; none are read without it",
		},
		{
			Name: "limits", Default: "none", Choices: []string{"none", "azure"}, noun: "way to count requests", field: func(v *Values) any { return &v.Limits },
			Usage: "limits of requests to every front end: none, or azure to refuse what Azure would as too many",
		},
		{
			Name: "clock", field: func(v *Values) any { return &v.Clock },
			Usage: "`time` that the server has, where it is not the machine's: an RFC 3339 time at which it stands still, an offset such as +25h, or a rate such as x60",
		},
		{
			Name: "seed", field: func(v *Values) any { return &v.Seed },
			Usage: "`file` with what the server has when it is ready, and after each reset: YAML, or an ARM template",
		},
		{
			Name: "deterministic", field: func(v *Values) any { return &v.Deterministic },
			Usage: "`text` from which all ids follow, for tests: the same requests give the same ids; none takes ids by chance",
		},
		{
			Name: "log-format", Default: "text", Choices: []string{"text", "json"}, noun: "log format", field: func(v *Values) any { return &v.LogFormat },
			Usage: "form of the log: text or json",
		},
		{
			Name: "log-level", Default: "info", Choices: []string{"debug", "info", "warn", "error"}, noun: "log level", field: func(v *Values) any { return &v.LogLevel },
			Usage: "least level that is logged: debug, info, warn or error",
		},
	}
}

// isOrigin reports that the value is one that azimuth env gives to clients, who
// know the metadata service's origin by the name of the variable, too. In a shell
// that has it, serve must not take it for an order.
func isOrigin(value string) bool { return strings.Contains(value, "://") }

// Env is the name of the setting's environment variable.
func (s Setting) Env() string {
	return "AZIMUTH_" + strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))
}

// Member is the name of the setting's member in the file.
func (s Setting) Member() string {
	words := strings.Split(s.Name, "-")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

// Kind says which JSON the file's member is: "string", "boolean" or "array of strings".
func (s Setting) Kind() string {
	switch s.field(new(Values)).(type) {
	case *bool:
		return "boolean"
	case *[]string:
		return "array of strings"
	}
	return "string"
}

func byMember(table []Setting, member string) (Setting, bool) {
	i := slices.IndexFunc(table, func(s Setting) bool { return s.Member() == member })
	if i < 0 {
		return Setting{}, false
	}
	return table[i], true
}
