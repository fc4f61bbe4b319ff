package graph

import (
	"net/url"
	"strings"
)

// version is the version of Graph that is served.
const version = "v1.0"

// segment is one part of a path: a word, or the key of an object.
type segment struct {
	text string
	// property is the property that the key is of, where it is an alternate key
	// such as appId; "" for a word, and for a key of the usual kind.
	property string
}

// locate reads the path: the service's own address, the version, the segments.
func (x *exchange) locate() error {
	path := x.request.URL.EscapedPath()
	parts := make([]string, 0, 8)
	for part := range strings.SplitSeq(path, "/") {
		if part != "" {
			parts = append(parts, part)
		}
	}
	x.root = x.config.Origin(x.request)
	if len(parts) > 0 && strings.EqualFold("/"+parts[0], sharedPrefix) {
		x.root += sharedPrefix
		parts = parts[1:]
	}
	if len(parts) == 0 || !strings.EqualFold(parts[0], version) {
		return badRequest("Invalid version.")
	}
	for _, part := range parts[1:] {
		text, err := url.PathUnescape(part)
		if err != nil {
			return badRequest("The request URI is not valid.")
		}
		read, err := readSegment(text)
		if err != nil {
			return err
		}
		x.path = append(x.path, read...)
	}
	return nil
}

// readSegment reads one part of a path, which may have a key behind it:
// users('id'), servicePrincipals(appId='id').
func readSegment(text string) ([]segment, error) {
	word, key, keyed := strings.Cut(text, "(")
	if !keyed || word == "" {
		return []segment{{text: text}}, nil
	}
	key, closed := strings.CutSuffix(key, ")")
	property, value, named := strings.Cut(key, "=")
	if !named {
		property, value = "", key
	}
	value, ok := unquote(strings.TrimSpace(value))
	if !closed || !ok || value == "" {
		return nil, badRequest("The request URI is not valid. The key of the segment '%s' cannot be read.", word)
	}
	return []segment{{text: word}, {text: value, property: strings.TrimSpace(property)}}, nil
}

// unquote takes the quotes off a text in which a doubled quote stands for one;
// a text without quotes is taken as it is.
func unquote(text string) (string, bool) {
	if !strings.HasPrefix(text, "'") {
		return text, !strings.Contains(text, "'")
	}
	if len(text) < 2 || !strings.HasSuffix(text, "'") {
		return "", false
	}
	inner := text[1 : len(text)-1]
	bare := strings.ReplaceAll(inner, "''", "")
	return strings.ReplaceAll(inner, "''", "'"), !strings.Contains(bare, "'")
}
