package environ

import "fmt"

// Protocol is how a program asks for the tokens of its machine.
type Protocol string

// The protocols. The zero Protocol is what suits the way: the metadata service where
// its address is the machine's, else that of App Service, which all SDKs speak.
const (
	AnyProtocol Protocol = ""
	Metadata    Protocol = "imds"
	AppService  Protocol = "appservice"
	CloudShell  Protocol = "cloudshell"
	Workload    Protocol = "workload"
)

// CheckProtocol returns an error unless the text is a protocol's.
func CheckProtocol(text string) error {
	switch Protocol(text) {
	case AnyProtocol, Metadata, AppService, CloudShell, Workload:
		return nil
	}
	return fmt.Errorf("there is no protocol %q: choose %s, %s, %s or %s", text, Metadata, AppService, CloudShell, Workload)
}

// ExtensionPort is where the virtual machine extension for managed identities, and
// Cloud Shell, answer unless they are told otherwise.
const ExtensionPort = 50342

// identity are the variables by which SDKs find the machine's identity.
func (m Machine) identity(way Way, protocol Protocol) []Var {
	switch {
	case protocol == Workload:
		return m.workload(way)
	case protocol == CloudShell && way == ByNetwork:
		return []Var{{"MSI_ENDPOINT", fmt.Sprintf("http://localhost:%d/oauth2/token", ExtensionPort)}}
	case protocol == CloudShell:
		return []Var{{"MSI_ENDPOINT", m.AuthorityHost + "/oauth2/token"}}
	case protocol == AppService, protocol == AnyProtocol && way == ByAddress:
		return m.Vars()
	case way == ByAddress:
		return []Var{{"AZURE_POD_IDENTITY_AUTHORITY_HOST", m.AuthorityHost}, {"AZIMUTH_METADATA_PROXY", m.MetadataProxy}}
	}
	return nil
}
