package function

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// uris are the functions of URIs.
func uris() []Function {
	return []Function{
		{Name: "buildUri", Min: 1, Max: 1, Does: buildURI},
		{Name: "parseUri", Min: 1, Max: 1, Does: parseURI},
		{Name: "uri", Min: 2, Max: 2, Does: combineURI},
		{Name: "uriComponent", Min: 1, Max: 1, Does: changed("uriComponent", escape), counts: onlyOne},
		{Name: "uriComponentToString", Min: 1, Max: 1, Does: changed("uriComponentToString", unescape), counts: onlyOne},
	}
}

// escape writes all but letters, digits and "-_.~" as percent escapes.
func escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
	return b.String()
}

var defaultPorts = map[string]string{"http": "80", "https": "443", "ftp": "21"}

// absolute reads a URI that has a scheme, in .NET's normal form: scheme and host
// in lower case, no default port, a path.
func absolute(s string) (*url.URL, bool) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme == "" || (u.Host == "" && u.Opaque == "" && u.Scheme != "file") {
		return nil, false
	}
	normalize(u)
	return u, true
}

func normalize(u *url.URL) {
	u.Scheme = strings.ToLower(u.Scheme)
	u.Host = strings.ToLower(u.Host)
	if port := u.Port(); port != "" && port == defaultPorts[u.Scheme] {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
	}
	if u.Path == "" && u.Opaque == "" {
		u.Path = "/"
	}
}

// combineURI resolves a relative URI against a base, as a browser does.
func combineURI(args []any) (any, error) {
	base, relative, err := twoTexts("uri", args)
	if err != nil {
		return nil, err
	}
	b, ok := absolute(base)
	if !ok {
		return nil, Errorf("The template language function 'uri' expects its first argument to be a uri string. The provided value is '%s'. Please see https://aka.ms/arm-function-datauri for usage details.", base)
	}
	if relative == "" {
		return b.String(), nil
	}
	r, err := url.Parse(relative)
	if err != nil {
		return nil, refuse("uri", "The template language function 'uri' expects its second argument to be a relative uri string. The provided value is '%s'.", relative)
	}
	u := b.ResolveReference(r)
	normalize(u)
	return u.String(), nil
}

func parseURI(args []any) (any, error) {
	s, err := text("parseUri", args, 0)
	if err != nil {
		return nil, err
	}
	u, ok := absolute(s)
	if !ok {
		return nil, refuse("parseUri", "The template language function 'parseUri' expects its parameter to be an absolute uri string. The provided value is '%s'.", s)
	}
	parts := value.NewObject(value.Member{Name: "scheme", Value: u.Scheme}, value.Member{Name: "host", Value: u.Hostname()}, value.Member{Name: "port"})
	if port, err := strconv.ParseInt(u.Port(), 10, 64); err == nil {
		parts.Set("port", port)
	}
	if path := u.EscapedPath(); path != "/" && path != "" {
		parts.Set("path", path)
	}
	if u.RawQuery != "" {
		parts.Set("query", "?"+u.RawQuery)
	}
	return parts, nil
}

func buildURI(args []any) (any, error) {
	o, err := object("buildUri", args)
	if err != nil {
		return nil, err
	}
	part := make(map[string]string)
	for _, name := range []string{"scheme", "host", "path", "query", "port"} {
		switch v, _ := o.Get(name); v := v.(type) {
		case nil:
		case string:
			part[name] = v
		case int64:
			part[name] = strconv.FormatInt(v, 10)
		default:
			return nil, refuse("buildUri", "The template language function 'buildUri' expects the component '%s' to be of type 'String'. The provided value is of type '%s'.", name, value.TypeName(v))
		}
	}
	built := part["scheme"] + "://" + part["host"]
	if part["port"] != "" {
		built += ":" + part["port"]
	}
	if path := part["path"]; path != "" {
		built += "/" + strings.TrimPrefix(path, "/")
	}
	if query := part["query"]; query != "" {
		built += "?" + strings.TrimPrefix(query, "?")
	}
	u, ok := absolute(built)
	if !ok || part["scheme"] == "" || part["host"] == "" {
		return nil, refuse("buildUri", "The template language function 'buildUri' expects an object with at least 'scheme' and 'host' that make a valid uri. The provided components make '%s'.", built)
	}
	return u.String(), nil
}
