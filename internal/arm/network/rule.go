package network

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/lazy"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The priorities that users' rules may have, from the least to the greatest
// (Microsoft, "Network security groups").
const (
	firstPriority = 100
	lastPriority  = 4096
)

// fillRule checks a security rule and gives it what Azure gives it.
func fillRule(id string, properties map[string]any) error {
	if err := oneOf(id, properties, "protocol", "Tcp", "Udp", "Icmp", "Esp", "Ah", "*"); err != nil {
		return err
	}
	if err := oneOf(id, properties, "access", "Allow", "Deny"); err != nil {
		return err
	}
	if err := oneOf(id, properties, "direction", "Inbound", "Outbound"); err != nil {
		return err
	}
	if err := numbers(id, properties, "priority"); err != nil {
		return err
	}
	if priority, _ := number(properties, "priority"); priority < firstPriority || priority > lastPriority {
		return resource.Invalid("SecurityRuleInvalidPriority", "Security rule has invalid Priority. Value provided: %d Allowed range %d-%d.", priority, firstPriority, lastPriority)
	}
	for _, side := range []string{"source", "destination"} {
		if err := checkEach(properties, side+"PortRange", "SecurityRuleInvalidPortRange", "Security rule has invalid Port range. Value provided: %v. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535.", isPortRange); err != nil {
			return err
		}
		if document.At(properties, side+"ApplicationSecurityGroups") != nil && document.At(properties, side+"AddressPrefix") == nil {
			continue
		}
		if err := checkEach(properties, side+"AddressPrefix", "SecurityRuleInvalidAddressPrefix", "Security rule has invalid Address prefix. Value provided: %v", isAddressPrefix); err != nil {
			return err
		}
	}
	return nil
}

// checkEach checks the one value of a member and those of its plural, of which
// there must be any.
func checkEach(properties map[string]any, member, code, message string, valid func(string) bool) error {
	plural := member + "s"
	if strings.HasSuffix(member, "Prefix") {
		plural = member + "es"
	}
	document.Default(properties, plural, []any{})
	values := document.Array(properties, plural)
	if one := document.At(properties, member); one != nil || len(values) == 0 {
		values = append([]any{one}, values...)
	}
	for _, value := range values {
		text, _ := value.(string)
		if number, ok := value.(fmt.Stringer); ok {
			text = number.String()
		}
		if !valid(text) {
			if value == nil {
				value = ""
			}
			return resource.Invalid(code, message, value)
		}
	}
	return nil
}

// isPortRange reports whether text is "*", a port, or two ports in order with a dash between.
func isPortRange(text string) bool {
	if text == "*" {
		return true
	}
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	first, err := strconv.ParseUint(strings.TrimSpace(from), 10, 16)
	if err != nil {
		return false
	}
	last, err := strconv.ParseUint(strings.TrimSpace(to), 10, 16)
	return err == nil && first <= last
}

var serviceTag = lazy.NewPattern(`^[A-Za-z][A-Za-z0-9.]*$`)

// isAddressPrefix reports whether text is "*", an address, a range of addresses
// or a service tag such as "VirtualNetwork".
func isAddressPrefix(text string) bool {
	if text == "*" || serviceTag.MatchString(text) {
		return true
	}
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	_, err := netip.ParsePrefix(text)
	return err == nil
}

// checkConflicts refuses rules that share a direction and a priority.
func checkConflicts(rules []any) error {
	taken := make(map[string]string)
	for _, rule := range rules {
		name := document.String(rule, "name")
		place := fmt.Sprint(document.At(rule, "properties.direction"), document.At(rule, "properties.priority"))
		if other, conflict := taken[place]; conflict {
			return resource.Invalid("SecurityRuleConflict", "Security rule %s conflicts with rule %s. Rules cannot have the same Priority and Direction.", name, other)
		}
		taken[place] = name
	}
	return nil
}
