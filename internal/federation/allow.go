package federation

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// allowed is the list of issuers that may be asked for their keys.
type allowed struct {
	exact    []string
	prefixes []string
	private  []string // hosts, in lower case
}

// readAllowed reads the list. An entry is an issuer, or, with "*" at its end,
// the beginning of issuers; the host must stand in it whole.
func readAllowed(issuers, private []string) (allowed, error) {
	var a allowed
	for _, host := range private {
		a.private = append(a.private, strings.ToLower(strings.Trim(host, "[]")))
	}
	for _, entry := range issuers {
		prefix, isPrefix := strings.CutSuffix(entry, "*")
		u, err := readIssuer(prefix)
		if err != nil {
			return allowed{}, fmt.Errorf("the issuer %q: %w", entry, err)
		}
		switch {
		case isPrefix && u.Path == "":
			return allowed{}, fmt.Errorf("the issuer %q: a beginning must hold the whole host and the slash behind it", entry)
		case isPrefix && u.Scheme != "https", u.Scheme != "https" && !a.isPrivate(u.Hostname()):
			return allowed{}, fmt.Errorf("the issuer %q: https is required, except of one issuer on loopback whose host is allowed as private", entry)
		case isPrefix:
			a.prefixes = append(a.prefixes, prefix)
		default:
			a.exact = append(a.exact, entry)
		}
	}
	return a, nil
}

// readIssuer reads an issuer as OpenID Connect defines it: a URL of a scheme, a
// host and perhaps a port and a path; https, or http on loopback.
func readIssuer(issuer string) (*url.URL, error) {
	u, err := url.Parse(issuer)
	switch {
	case err != nil:
		return nil, fmt.Errorf("it is no URL")
	case u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.Opaque != "":
		return nil, fmt.Errorf("it has more or less than a scheme, a host and a path")
	case u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())):
		return nil, fmt.Errorf("https is required")
	case slices.Contains(strings.Split(u.Path, "/"), ".."):
		return nil, fmt.Errorf("its path goes up")
	}
	return u, nil
}

// has reports whether the issuer may be asked.
func (a allowed) has(issuer string) bool {
	if slices.Contains(a.exact, issuer) {
		return true
	}
	return slices.ContainsFunc(a.prefixes, func(prefix string) bool { return strings.HasPrefix(issuer, prefix) })
}

// isPrivate reports whether a host may have addresses that are not public.
func (a allowed) isPrivate(host string) bool {
	return slices.Contains(a.private, strings.ToLower(host))
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
