package function

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// encodings are the functions of base64 and of data URIs.
func encodings() []Function {
	return []Function{
		{Name: "base64", Min: 1, Max: 1, Does: toBase64, counts: onlyOne},
		{Name: "base64ToJson", Min: 1, Max: 1, Does: base64ToJSON},
		{Name: "base64ToString", Min: 1, Max: 1, Does: base64ToString},
		{Name: "dataUri", Min: 1, Max: 1, Does: dataURI},
		{Name: "dataUriToString", Min: 1, Max: 1, Does: dataURIToString},
	}
}

func toBase64(args []any) (any, error) {
	s, err := text("base64", args, 0)
	return base64.StdEncoding.EncodeToString([]byte(s)), err
}

// encoded is an argument that has to be a string that is encoded.
func encoded(name string, v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", refuse(name, "The template language function '%s' expects its parameter to be a string. The provided value is of type '%s'.", name, value.TypeName(v))
	}
	return s, nil
}

func decode(name, s string) (string, error) {
	decoded, err := base64.StdEncoding.DecodeString(strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "").Replace(s))
	if err != nil {
		return "", Errorf("The template language function '%s' was invoked with a parameter that is not valid. The value cannot be decoded from base64 representation.", name)
	}
	return strings.ToValidUTF8(string(decoded), "\ufffd"), nil
}

func base64ToString(args []any) (any, error) {
	s, err := encoded("base64ToString", args[0])
	if err != nil {
		return nil, err
	}
	return decode("base64ToString", s)
}

func base64ToJSON(args []any) (any, error) {
	s, err := encoded("base64ToJson", args[0])
	if err != nil {
		return nil, err
	}
	decoded, err := decode("base64ToJson", s)
	if err != nil {
		return nil, err
	}
	return parseJSON("base64ToJson", decoded)
}

// dataURI is a text as text/plain, or anything else as application/json.
func dataURI(args []any) (any, error) {
	kind, data := "application/json", value.JSON(args[0])
	if s, ok := args[0].(string); ok {
		kind, data = "text/plain", s
	}
	return "data:" + kind + ";charset=utf-8;base64," + base64.StdEncoding.EncodeToString([]byte(data)), nil
}

func dataURIToString(args []any) (any, error) {
	const name = "dataUriToString"
	s, err := encoded(name, args[0])
	if err != nil {
		return nil, err
	}
	malformed := refuse(name, "The template language function '%s' expects its parameter to be formatted as a valid data URI. The provided value '%s' was not formatted correctly.", name, s)
	if len(s) < len("data:") || !strings.EqualFold(s[:len("data:")], "data:") {
		return nil, malformed
	}
	head, data, ok := strings.Cut(s[len("data:"):], ",")
	if !ok {
		return nil, malformed
	}
	isBase64 := false
	for i, attribute := range strings.Split(head, ";") {
		key, charset, _ := strings.Cut(attribute, "=")
		switch {
		case i == 0:
		case strings.EqualFold(attribute, "base64"):
			isBase64 = true
		case strings.EqualFold(key, "charset") && !knownCharset(charset):
			return nil, refuse(name, "The template language function '%s' parameter is not valid. The provided charset '%s' is not supported.", name, charset)
		}
	}
	if !isBase64 {
		return unescape(data), nil
	}
	decoded, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return nil, Errorf("The template language function '%s' was invoked with a parameter that is not valid. The value cannot be converted to the target type.", name)
	}
	return strings.ToValidUTF8(string(decoded), "\ufffd"), nil
}

func knownCharset(name string) bool {
	return strings.EqualFold(name, "utf-8") || strings.EqualFold(name, "us-ascii")
}

// unescape reads the percent escapes of a text and leaves what is none.
func unescape(s string) string {
	if decoded, err := url.PathUnescape(s); err == nil {
		return strings.ToValidUTF8(decoded, "\ufffd")
	}
	var b strings.Builder
	for s != "" {
		n := 1
		part := s[:1]
		if s[0] == '%' && len(s) >= 3 {
			if decoded, err := url.PathUnescape(s[:3]); err == nil {
				part, n = decoded, 3
			}
		}
		b.WriteString(part)
		s = s[n:]
	}
	return strings.ToValidUTF8(b.String(), "\ufffd")
}
