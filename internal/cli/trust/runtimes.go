package trust

import (
	"strings"

	"github.com/azimuthid/azimuth/internal/cli/environ"
)

// Runtime is what one kind of program must be told to trust the root. Its JSON
// form is stable.
type Runtime struct {
	Name string `json:"runtime"`
	// Variables are environment variables that do it, all of them together.
	Variables map[string]string `json:"variables"`
	// Option does it for a single call, or by other means; it may be "".
	Option string `json:"option,omitempty"`
	// Note says where the variables do not do it, or what else they do; it may be "".
	Note string `json:"note,omitempty"`
}

const systemDecides = "on macOS and Windows the system's store decides: azimuth trust --install"

// Runtimes is what to tell each kind of program.
func Runtimes(f Files) []Runtime {
	java := javaOptions(f)
	return []Runtime{
		{Name: "Go", Variables: map[string]string{"SSL_CERT_FILE": f.Bundle}, Note: systemDecides},
		{Name: "Node.js", Variables: map[string]string{"NODE_EXTRA_CA_CERTS": f.CA}, Note: "it is read when the process starts"},
		{
			Name: "Python and az", Variables: map[string]string{"REQUESTS_CA_BUNDLE": f.Bundle, "SSL_CERT_FILE": f.Bundle},
			Note: "the first is for requests, and so for az and the Azure SDK; the second for ssl and what stands on it",
		},
		{Name: "curl", Variables: map[string]string{"CURL_CA_BUNDLE": f.Bundle}, Option: "--cacert " + environ.Quote(f.CA)},
		{
			Name: "Java", Variables: map[string]string{"JAVA_TOOL_OPTIONS": java}, Option: java,
			Note: "the trust store replaces Java's own; to add the root there: keytool -importcert -cacerts -noprompt -alias azimuth -file " + environ.Quote(f.CA),
		},
		{Name: ".NET", Variables: map[string]string{"SSL_CERT_FILE": f.Bundle}, Note: systemDecides},
		{
			Name: "PowerShell", Variables: map[string]string{"SSL_CERT_FILE": f.Bundle},
			Option: "Import-Certificate -CertStoreLocation Cert:\\CurrentUser\\Root -FilePath " + environ.QuotePowerShell(f.CA),
			Note:   "the variable is for Linux, the command for Windows; set the variable before pwsh starts",
		},
		{Name: "git", Variables: map[string]string{"GIT_SSL_CAINFO": f.Bundle}, Option: "-c http.sslCAInfo=" + environ.Quote(f.Bundle)},
	}
}

// javaOptions are the system properties, quoted as JAVA_TOOL_OPTIONS and shells
// both have it.
func javaOptions(f Files) string {
	options := []string{
		"-Djavax.net.ssl.trustStore=" + f.Store,
		"-Djavax.net.ssl.trustStoreType=PKCS12",
		"-Djavax.net.ssl.trustStorePassword=" + f.Password,
	}
	for i, option := range options {
		options[i] = quoteJava(option)
	}
	return strings.Join(options, " ")
}

// quoteJava puts quotes around an option that needs them. Java knows no escape
// within quotes, so that a quote must stand between the other ones.
func quoteJava(option string) string {
	if environ.Quote(option) == option {
		return option
	}
	return "'" + strings.ReplaceAll(option, "'", `'"'"'`) + "'"
}
