package sts

import (
	"path"
	"strings"
)

// realmV1 says where a user's password is checked, in the form of version 1.0.
type realmV1 struct {
	Version  string `json:"ver"`
	Account  string `json:"account_type"`
	Domain   string `json:"domain_name,omitempty"`
	Cloud    string `json:"cloud_instance_name"`
	Audience string `json:"cloud_audience_urn"`
}

// realmV2 is the same in the form of versions 2.0 and 2.1.
type realmV2 struct {
	NameSpace string `json:"NameSpaceType"`
	Login     string `json:"Login"`
	Domain    string `json:"DomainName,omitempty"`
	Brand     string `json:"FederationBrandName,omitempty"`
	Cloud     string `json:"cloud_instance_name"`
	Audience  string `json:"cloud_audience_urn"`
}

// userRealm says that the users of our domain are ours. Whether there is such a
// user, it does not say.
func (s *Service) userRealm(x *exchange) any {
	const cloud, audience = "microsoftonline.com", "urn:federation:MicrosoftOnline"
	user := path.Base(x.request.URL.Path)
	_, domain, _ := strings.Cut(user, "@")
	account := "Unknown"
	if domain != "" && strings.EqualFold(domain, s.config.Domain) {
		account = "Managed"
	} else {
		domain = ""
	}
	if strings.HasPrefix(x.request.URL.Query().Get("api-version"), "2.") {
		return realmV2{NameSpace: account, Login: shown(user), Domain: domain, Brand: domain, Cloud: cloud, Audience: audience}
	}
	return realmV1{Version: "1.0", Account: account, Domain: domain, Cloud: cloud, Audience: audience}
}
