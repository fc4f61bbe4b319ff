package replay

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// text compares two strings: as they are, apart from ids; times, durations,
// etags and addresses of the server's own making by their form.
func (c *comparison) text(path, recorded, ours string) {
	err := c.ids.matchPath(recorded, ours)
	if err == nil {
		return
	}
	switch {
	case strings.HasSuffix(strings.ToLower(path), ".etag"):
		err = sameForm(ours != "", "an etag")
	case strings.HasSuffix(path, ".operationId"), strings.HasSuffix(path, ".templateHash"), strings.HasSuffix(path, ".exactVersion"):
		err = c.ids.bind(recorded, ours)
	case strings.HasSuffix(path, ".vmAgentVersion"):
		err = sameForm(agentVersion.MatchString(ours), "a version")
	case c.sent(recorded) && recorded != maskedTime:
	case isTime(recorded):
		err = sameForm(isTime(ours), "a time")
	case isDuration(recorded):
		err = sameForm(isDuration(ours), "a duration")
	case isAddress(recorded):
		err = c.address(recorded, ours)
	case isPublic(recorded):
		err = c.standsFor(isPublic(ours), "a public address", recorded, ours)
	case isMAC(recorded):
		err = c.standsFor(isMAC(ours), "a MAC address", recorded, ours)
	case isZone(recorded):
		err = c.standsFor(isZone(ours), "a network's zone", recorded, ours)
	}
	if err == nil {
		return
	}
	why := err.Error()
	if errors.Is(err, errDifferent) {
		why = ""
	}
	c.add(Value, path, recorded, ours, why)
}

// standsFor lets a text of the server's own making stand for ours, if it has the form.
func (c *comparison) standsFor(ok bool, what, recorded, ours string) error {
	if err := sameForm(ok, what); err != nil {
		return err
	}
	return c.ids.bind(recorded, ours)
}

// isPublic reports whether a text is an IP address that some range of public ones
// gave, rather than a network of the client's.
func isPublic(text string) bool {
	address, err := netip.ParseAddr(text)
	return err == nil && address.IsGlobalUnicast() && !address.IsPrivate()
}

var (
	agentVersion = regexp.MustCompile(`^\d+(\.\d+)+$`)
	mac          = regexp.MustCompile(`^[0-9A-F]{2}(-[0-9A-F]{2}){5}$`)
	zone         = regexp.MustCompile(`^[0-9a-z]{26}\.[a-z]+\.internal\.cloudapp\.net$`)
)

func isMAC(text string) bool { return mac.MatchString(text) }

// isZone reports whether a text is the private DNS zone of a virtual network.
func isZone(text string) bool { return zone.MatchString(text) }

func sameForm(ok bool, what string) error {
	if ok {
		return nil
	}
	return fmt.Errorf("not %s", what)
}

// maskedTime is the time that a recorder writes in the place of every other.
const maskedTime = "2001-02-03T04:05:06Z"

func isTime(text string) bool {
	_, err := time.Parse(time.RFC3339Nano, text)
	return err == nil
}

var duration = regexp.MustCompile(`^P(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$`)

func isDuration(text string) bool { return len(text) > 2 && duration.MatchString(text) }

func isAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// address compares two addresses: the host, which for Resource Manager's is our
// own; the path; the fragment; and those ids of the query that both have.
func (c *comparison) address(recorded, ours string) error {
	r, err := url.Parse(recorded)
	if err != nil {
		return err
	}
	o, err := url.Parse(ours)
	if err != nil {
		return err
	}
	host := r.Scheme + "://" + r.Host
	switch r.Host {
	case resourceManager:
		host = c.origin
	case graph:
		host = c.graph
		// All ids in Graph's addresses are the server's: they are no resource
		// ids, which begin with a slash.
		r.Path, o.Path = strings.TrimPrefix(r.Path, "/"), strings.TrimPrefix(o.Path, "/")
	}
	if r.Host != "" && o.Scheme+"://"+o.Host != host {
		return fmt.Errorf("the host is not %s", host)
	}
	if err := c.ids.matchPath(r.Path, o.Path); err != nil {
		return err
	}
	if err := c.ids.match(r.Fragment, o.Fragment); err != nil {
		return err
	}
	for name, values := range r.Query() {
		if name == "p" && strings.Contains(recorded, masked) {
			continue // the subscription's id, which is hidden elsewhere
		}
		if mine := o.Query().Get(name); mine != "" && holdsID(values[0]) {
			if err := c.ids.match(values[0], mine); err != nil {
				return fmt.Errorf("in the query: %s: %w", name, err)
			}
		}
	}
	return nil
}

// matchPath is match for paths, in which the id of a long-running operation is
// the server's own, whatever it looks like.
func (m *ids) matchPath(recorded, ours string) error {
	r, o := operation(recorded), operation(ours)
	if r == "" || o == "" {
		return m.match(recorded, ours)
	}
	if err := m.match(strings.TrimSuffix(recorded, r), strings.TrimSuffix(ours, o)); err != nil {
		return err
	}
	return m.bind(r, o)
}
