package replay

import (
	"net/url"
	"strings"
)

// restoreVersions puts the api-versions back with which a recording was made.
// Some repositories rewrote those of their old recordings, in the requests'
// addresses only: the addresses of operations, which the server made, still tell.
func restoreVersions(exchanges []Exchange) {
	made := make(map[string]string) // by namespace and rewritten version
	for _, e := range exchanges {
		operation, err := url.Parse(e.Headers["azure-asyncoperation"])
		if err != nil {
			continue
		}
		if truth := operation.Query().Get(apiVersion); truth != "" {
			made[e.namespace()+" "+e.version()] = truth
		}
	}
	for i, e := range exchanges {
		if truth := made[e.namespace()+" "+e.version()]; truth != "" && truth != e.version() {
			exchanges[i].URL = strings.Replace(e.URL, apiVersion+"="+e.version(), apiVersion+"="+truth, 1)
		}
	}
}

const apiVersion = "api-version"

// version is the api-version of the request, or "".
func (e Exchange) version() string {
	_, query, _ := strings.Cut(e.URL, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	return values.Get(apiVersion)
}

// namespace is the resource provider's that serves the request.
func (e Exchange) namespace() string {
	namespace, _, _ := strings.Cut(e.Place(), "/")
	return strings.ToLower(namespace)
}
