package ca

import (
	"crypto/x509"
	"encoding/pem"
)

// Issue makes a certificate for a server elsewhere that is reached under the hosts,
// names or addresses, and its key, both in PEM. It is good for as long as any of
// ours, and nobody renews it. It fails with a *HostsError where the authority may
// not vouch for one of the hosts.
func (a *Authority) Issue(hosts []string) (certificate, key []byte, err error) {
	if err := checkHosts(hosts); err != nil {
		return nil, nil, err
	}
	made, err := a.issue(hosts)
	if err != nil {
		return nil, nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(made.PrivateKey)
	if err != nil {
		return nil, nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made.Certificate[0]}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), nil
}
