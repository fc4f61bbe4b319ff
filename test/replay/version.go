package replay

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
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

// published is how long Azure takes from the date of an api-version to telling of it.
const published = 42 * 24 * time.Hour

var nameDate = regexp.MustCompile(`@(\d{4}-\d{2}-\d{2})`)

// Published is the date of the newest api-version that Azure can have told of when
// the recording was made: by the times of its answers, or by its name; "" where
// neither tells.
func (r Recording) Published() string {
	for _, e := range r.Exchanges {
		if at, err := http.ParseTime(e.Headers["date"]); err == nil {
			return at.Add(-published).Format(time.DateOnly)
		}
	}
	if m := nameDate.FindStringSubmatch(r.Name); m != nil {
		if at, err := time.Parse(time.DateOnly, m[1]); err == nil {
			return at.Add(-published).Format(time.DateOnly)
		}
	}
	return ""
}

// Deploys reports whether a namespace stands in what the recording deploys, and in
// no address: what has none of its requests can be kept as a document.
func (r Recording) Deploys(namespace string) bool {
	deploys := false
	for _, e := range r.Exchanges {
		if strings.Contains(e.URL, namespace) {
			return false
		}
		deploys = deploys || strings.Contains(string(e.Body), namespace)
	}
	return deploys
}
