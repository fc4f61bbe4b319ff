package trust

import (
	"fmt"

	"github.com/azimuthid/azimuth/internal/cli/environ"
)

// ByHand says how the root in a file gets into the stores of the systems that
// Azimuth does not change itself.
func ByHand(file string) string {
	quoted := environ.Quote(file)
	return fmt.Sprintf(`Debian, Ubuntu  apt-get install ca-certificates, and then again: azimuth trust --install
Fedora, RHEL    sudo cp %[1]s /etc/pki/ca-trust/source/anchors/azimuth.pem && sudo update-ca-trust
SUSE            sudo cp %[1]s /etc/pki/trust/anchors/azimuth.pem && sudo update-ca-certificates
Arch            sudo trust anchor --store %[1]s
macOS           security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db %[1]s
Windows         Import-Certificate -CertStoreLocation Cert:\CurrentUser\Root -FilePath %[2]s`, quoted, environ.QuotePowerShell(file))
}

// ByHandAway says how the root in a file gets out of them again.
func ByHandAway(file string) string {
	return fmt.Sprintf(`Fedora, RHEL    sudo rm /etc/pki/ca-trust/source/anchors/azimuth.pem && sudo update-ca-trust
SUSE            sudo rm /etc/pki/trust/anchors/azimuth.pem && sudo update-ca-certificates
Arch            sudo trust anchor --remove %[1]s
macOS           security remove-trusted-cert %[1]s
Windows         Get-ChildItem Cert:\CurrentUser\Root | Where-Object Subject -Like 'CN=Azimuth local CA*' | Remove-Item`, environ.Quote(file))
}
