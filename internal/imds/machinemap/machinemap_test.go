package machinemap_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/imds/machinemap"
)

const (
	subscription = "22222222-2222-4222-8222-222222222222"
	providers    = "/subscriptions/" + subscription + "/resourceGroups/g/providers/Microsoft.Compute/"
)

func TestWhoHasAnAddress(t *testing.T) {
	t.Parallel()
	m, err := machinemap.Parse([]string{
		"169.254.169.12=g/vm/two",
		"169.254.169.11=g/vm/one",
		"10.1.0.0/16=" + providers + "virtualMachineScaleSets/set/virtualMachines/7",
		"10.0.0.0/16=g/vmss/set/0",
		"2001:db8::/64=g/vm/one",
		"::1=g/vm/six",
	})
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.In(strings.ToUpper(subscription)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, want string }{
		{"169.254.169.11", "virtualMachines/one"},
		{"169.254.169.12", "virtualMachines/two"},
		{"::ffff:169.254.169.12", "virtualMachines/two"},
		{"169.254.169.13", ""},
		{"169.254.169.10", ""},
		{"10.0.0.0", "virtualMachineScaleSets/set/virtualMachines/0"},
		{"10.0.255.255", "virtualMachineScaleSets/set/virtualMachines/0"},
		{"10.1.2.3", "virtualMachineScaleSets/set/virtualMachines/7"},
		{"10.2.0.0", ""},
		{"9.255.255.255", ""},
		{"0.0.0.0", ""},
		{"255.255.255.255", ""},
		{"2001:db8::ffff", "virtualMachines/one"},
		{"2001:db8:0:1::", ""},
		{"::1", "virtualMachines/six"},
		{"::", ""},
		{"fe80::1%eth0", ""},
	} {
		id, ok := m.Machine(netip.MustParseAddr(c.from))
		switch {
		case ok != (c.want != ""):
			t.Errorf("%s: %s %t, want %q", c.from, id, ok, c.want)
		case ok && !strings.EqualFold(id.String(), providers+c.want):
			t.Errorf("%s: %s, want %s", c.from, id, c.want)
		}
	}
}

func TestNobodyHasAnAddressOfNoMap(t *testing.T) {
	t.Parallel()
	var m machinemap.Map
	if id, ok := m.Machine(netip.MustParseAddr("127.0.0.1")); ok || !m.Empty() {
		t.Errorf("%s %t", id, m.Empty())
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, entries, want string }{
		{"nothing", "", `"": it must have the form CIDR=MACHINE`},
		{"no machine", "10.0.0.0/8", "it must have the form CIDR=MACHINE"},
		{"an empty machine", "10.0.0.0/8=", "it must have the form CIDR=MACHINE"},
		{"no range", "=g/vm/a", "it must have the form CIDR=MACHINE"},
		{"a name for a range", "db.lan=g/vm/a", `"db.lan" is neither an address nor a range of addresses`},
		{"a range with a long prefix", "10.0.0.0/33=g/vm/a", "is neither an address nor a range"},
		{"a range with a negative prefix", "10.0.0.0/-1=g/vm/a", "is neither an address nor a range"},
		{"half a range", "10.0.0/8=g/vm/a", "is neither an address nor a range"},
		{"a range with blanks", " 10.0.0.0/8=g/vm/a", "is neither an address nor a range"},
		{"an address with leading zeros", "010.0.0.1=g/vm/a", "is neither an address nor a range"},
		{"everything", "0.0.0.0/0=g/vm/a", "0.0.0.0/0 is every address there is"},
		{"everything of IPv6", "::/0=g/vm/a", "::/0 is every address there is"},
		{"everything, by another address", "10.0.0.0/0=g/vm/a", "is every address there is"},
		{"bits beyond the prefix", "10.0.0.5/24=g/vm/a", "10.0.0.5/24 has bits beyond its prefix: write 10.0.0.0/24 for the range, or 10.0.0.5 for the one address"},
		{"bits beyond the prefix of IPv6", "2001:db8::1/64=g/vm/a", "write 2001:db8::/64 for the range"},
		{"IPv4 in IPv6", "::ffff:10.0.0.1=g/vm/a", "write it as that of IPv4"},
		{"a range of IPv4 in IPv6", "::ffff:10.0.0.0/120=g/vm/a", "write it as that of IPv4"},
		{"a link-local address of IPv6", "fe80::1=g/vm/a", "is a link-local address of IPv6"},
		{"an address with a zone", "fe80::1%eth0=g/vm/a", "is a link-local address of IPv6"},
		{"multicast", "224.0.0.1=g/vm/a", "nobody asks from the address 224.0.0.1"},
		{"the unspecified address", "0.0.0.0=g/vm/a", "nobody asks from the address 0.0.0.0"},
		{"the same twice", "10.0.0.1=g/vm/a 10.0.0.1=g/vm/b", `"10.0.0.1=g/vm/a" and "10.0.0.1=g/vm/b" overlap: an address belongs to one machine`},
		{"the same twice for one machine", "10.0.0.1=g/vm/a 10.0.0.1/32=g/vm/a", "overlap"},
		{"one range in another", "10.0.0.9=g/vm/a 11.0.0.0/8=g/vm/c 10.0.0.0/24=g/vm/b", `"10.0.0.0/24=g/vm/b" and "10.0.0.9=g/vm/a" overlap`},
		{"one range of IPv6 in another", "2001:db8::/32=g/vm/a 2001:db8:1::/48=g/vm/b", "overlap"},
		{"a group only", "10.0.0.1=g", "names no machine"},
		{"a name only", "10.0.0.1=g/a", `"g/a" names no machine: a machine is named by its resource id, GROUP/vm/NAME or GROUP/vmss/NAME/INSTANCE`},
		{"an empty name", "10.0.0.1=g/vm/", "names no machine"},
		{"a scale set", "10.0.0.1=g/vmss/set", "names no machine"},
		{"an instance by name", "10.0.0.1=g/vmss/set/first", `"first" is no number of an instance`},
		{"an instance in another form", "10.0.0.1=g/vmss/set/01", `"01" is no number of an instance`},
		{"another kind", "10.0.0.1=g/disk/a", "names no machine"},
		{"a name that leads away", "10.0.0.1=g/vm/..", "is not allowed in a resource id"},
		{"an id of another type", "10.0.0.1=" + providers + "disks/a", "is a Microsoft.Compute/disks and no machine"},
		{"an id of a scale set", "10.0.0.1=" + providers + "virtualMachineScaleSets/a", "and no machine"},
		{"an id of an extension", "10.0.0.1=" + providers + "virtualMachines/a/extensions/b", "and no machine"},
		{"an id of a group", "10.0.0.1=/subscriptions/s/resourceGroups/g", "and no machine"},
		{"an id without a group", "10.0.0.1=/subscriptions/s/providers/Microsoft.Compute/virtualMachines/a", "is in no resource group"},
		{"half an id", "10.0.0.1=/subscriptions", "is not valid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			entries := strings.Split(c.entries, " ")
			if strings.HasPrefix(c.entries, " ") {
				entries = []string{c.entries}
			}
			if _, err := machinemap.Parse(entries); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v\nwant  %s", err, c.want)
			}
		})
	}
}

func TestAnotherSubscription(t *testing.T) {
	t.Parallel()
	const entry = "10.0.0.1=/subscriptions/other/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/a"
	m, err := machinemap.Parse([]string{entry})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.In(subscription); err == nil || !strings.Contains(err.Error(), "the server's subscription is "+subscription) {
		t.Errorf("error %v", err)
	}
}

func TestBeyondLoopback(t *testing.T) {
	t.Parallel()
	for entry, beyond := range map[string]bool{
		"127.0.0.5=g/vm/a": false, "127.0.0.0/8=g/vm/a": false, "::1=g/vm/a": false,
		"126.0.0.0/7=g/vm/a": true, "10.0.0.1=g/vm/a": true, "::/127=g/vm/a": true, "2001:db8::1=g/vm/a": true,
	} {
		m, err := machinemap.Parse([]string{entry})
		if err != nil {
			t.Fatal(err)
		}
		if text, got := m.Beyond(); got != beyond || got && text != entry {
			t.Errorf("%s: %q %t", entry, text, got)
		}
	}
}

// What is taken can be completed, and each range's first address is its machine's.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"10.0.0.0/8=g/vm/a,11.0.0.0/8=g/vmss/s/0", "::1=g/vm/a", "0.0.0.0/1=g/vm/a", "fe80::%1/64=x", "=", "1.2.3.4=" + providers + "virtualMachines/a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entries := strings.Split(text, ",")
		m, err := machinemap.Parse(entries)
		if err != nil {
			return
		}
		if m, err = m.In(subscription); err != nil {
			return
		}
		for _, entry := range entries {
			cidr, _, _ := strings.Cut(entry, "=")
			address, _, _ := strings.Cut(cidr, "/")
			id, ok := m.Machine(netip.MustParseAddr(address))
			if !ok || !strings.EqualFold(id.Subscription(), subscription) {
				t.Errorf("%s: %s %t", entry, id, ok)
			}
		}
	})
}
