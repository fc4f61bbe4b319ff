package imds

import "strings"

// The paths that are answered, in the form to which locate brings them.
const (
	pathToken      = "/metadata/identity/oauth2/token"
	pathInfo       = "/metadata/identity/info"
	pathVersions   = "/metadata/versions"
	pathAttested   = "/metadata/attested/document"
	pathInstance   = "/metadata/instance"
	pathBalancer   = "/metadata/loadbalancer"
	pathEvents     = "/metadata/scheduledevents"
	pathAppService = "/msi/token"
	pathExtension  = "/oauth2/token"
)

// place is a request's path, taken apart.
type place struct {
	path   string // in lower case, with single slashes and without a trailing one
	handle string // of the prefix /vm/{handle}, or ""
}

// locate reads a path as clients write it: with doubled slashes and trailing
// ones, in any case. Handles keep their case.
func locate(path string) place {
	if path == pathToken || path == pathAppService {
		return place{path: path}
	}
	segments := make([]string, 0, 8)
	for segment := range strings.SplitSeq(path, "/") {
		if segment != "" {
			segments = append(segments, segment)
		}
	}
	var at place
	if len(segments) >= 2 && strings.EqualFold(segments[0], "vm") {
		at.handle, segments = segments[1], segments[2:]
	}
	at.path = "/" + strings.ToLower(strings.Join(segments, "/"))
	return at
}

// absent reports whether the path belongs to the second generation of the
// identity protocol. MSAL for .NET takes any other answer than 404, even one to
// a request without the header, as a sign that the protocol is there.
func absent(path string) bool {
	switch path {
	case "/metadata/identity/getplatformmetadata", "/metadata/identity/issuecredential", "/metadata/identity/credential":
		return true
	}
	return false
}
