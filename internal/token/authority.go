package token

// Microsoft's own issuers. Services that check tokens, such as Azurite, insist
// on them.
const (
	microsoftV1 = "https://sts.windows.net"
	microsoftV2 = "https://login.microsoftonline.com"
)

// Authority is the tenant in whose name tokens are issued.
type Authority struct {
	// TenantID is the tenant's GUID in lower case.
	TenantID string
	// OwnOrigin, such as "https://127.0.0.1:8443", takes the place of
	// Microsoft's hosts in the issuer, for verifiers that fetch the keys from
	// the issuer's address; "" keeps Microsoft's.
	OwnOrigin string
}

// IssuerV1 is the "iss" of version 1.0 tokens, with its trailing slash.
func (a Authority) IssuerV1() string { return a.base(microsoftV1) + "/" }

// IssuerV2 is the "iss" of version 2.0 tokens, without one.
func (a Authority) IssuerV2() string { return a.base(microsoftV2) + "/v2.0" }

func (a Authority) base(microsoft string) string {
	if a.OwnOrigin != "" {
		return a.OwnOrigin + "/" + a.TenantID
	}
	return microsoft + "/" + a.TenantID
}
