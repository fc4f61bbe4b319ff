//go:build linux

package inside

import (
	"os"
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/link"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// metadata is where programs in a machine find its metadata service.
var metadata = wire.Address{IP: []byte{169, 254, 169, 254}, Port: 80}

// The indexes of the interfaces: loopback has the same one in every network, and those
// of ours are greater than any that a system makes in a new network by itself.
const (
	loopback   = 1
	innerIndex = 1000
	outerIndex = 1001
)

// makeNetwork brings the loopback interface up, with the address of the metadata
// service, and the interface that leads to the relay.
func makeNetwork(s wire.Setup) error {
	r, err := openRouting()
	if err != nil {
		return err
	}
	defer r.close()
	if err := r.addAddress(loopback, metadata.IP, 32, syscall.RT_SCOPE_LINK); err != nil {
		return err
	}
	if err := r.up(loopback); err != nil || !s.Relayed {
		return err
	}
	return r.makeWay(s)
}

// makeWay makes a pair of interfaces: what the machine sends through the one, the
// relay reads at the other. The gateway is nobody's address in here, and its
// hardware address is that of neither, so that only the relay sees what is sent there.
func (r routing) makeWay(s wire.Setup) error {
	if err := r.addPair(); err != nil {
		return err
	}
	set("ipv6", link.Outer, "disable_ipv6")
	if !s.IPv6 {
		set("ipv6", link.Inner, "disable_ipv6")
	}
	// When nobody takes packets any more, programs are told so at once, and do not wait.
	for _, protocol := range []string{"ipv4", "ipv6"} {
		set(protocol, link.Inner, "ignore_routes_with_linkdown")
	}
	for _, index := range []int{outerIndex, innerIndex} {
		if err := r.up(index); err != nil {
			return err
		}
	}
	if err := r.addWay(innerIndex, link.Address4[:], link.Prefix4, link.Gateway4[:]); err != nil || !s.IPv6 {
		return err
	}
	return r.addWay(innerIndex, link.Address6[:], link.Prefix6, link.Gateway6[:])
}

// addWay gives an interface its address, and sends through it what is for elsewhere.
func (r routing) addWay(index int, address []byte, prefix byte, gateway []byte) error {
	if err := r.addAddress(index, address, prefix, syscall.RT_SCOPE_UNIVERSE); err != nil {
		return err
	}
	neighbour := newRequest(syscall.RTM_NEWNEIGH, syscall.NLM_F_CREATE|syscall.NLM_F_REPLACE, neighbourPart(family(gateway), index)...)
	neighbour.attribute(neighbourAddress, gateway)
	neighbour.attribute(neighbourHardware, link.GatewayHardware[:])
	if err := r.do(neighbour); err != nil {
		return within("the gateway", err)
	}
	route := newRequest(syscall.RTM_NEWROUTE, syscall.NLM_F_CREATE, routePart(family(gateway))...)
	route.attribute(syscall.RTA_GATEWAY, gateway)
	route.number(syscall.RTA_OIF, index)
	return within("a route", r.do(route))
}

// addPair makes the two interfaces.
func (r routing) addPair() error {
	pair := newRequest(syscall.RTM_NEWLINK, syscall.NLM_F_CREATE|syscall.NLM_F_EXCL, linkPart(innerIndex, 0, 0)...)
	pair.text(syscall.IFLA_IFNAME, link.Inner)
	pair.number(syscall.IFLA_MTU, link.MTU)
	pair.attribute(syscall.IFLA_ADDRESS, link.InnerHardware[:])
	pair.attribute(syscall.IFLA_LINKINFO, nil, func(q *request) {
		q.attribute(infoKind, []byte("veth"))
		q.attribute(infoData, nil, func(q *request) {
			q.attribute(infoPeer, linkPart(outerIndex, 0, 0), func(q *request) {
				q.text(syscall.IFLA_IFNAME, link.Outer)
				q.number(syscall.IFLA_MTU, link.MTU)
			})
		})
	})
	return within("a pair of interfaces", r.do(pair))
}

func (r routing) up(index int) error {
	return within("an interface", r.do(newRequest(syscall.RTM_NEWLINK, 0, linkPart(index, syscall.IFF_UP, syscall.IFF_UP)...)))
}

func (r routing) addAddress(index int, address []byte, prefix, scope byte) error {
	flags := byte(0)
	if len(address) == 16 {
		flags = addressAtOnce // there is nobody who could have it too
	}
	q := newRequest(syscall.RTM_NEWADDR, syscall.NLM_F_CREATE|syscall.NLM_F_EXCL, addressPart(family(address), prefix, flags, scope, index)...)
	q.attribute(syscall.IFA_LOCAL, address)
	q.attribute(syscall.IFA_ADDRESS, address)
	return within("an address", r.do(q))
}

func family(address []byte) byte {
	if len(address) == 4 {
		return syscall.AF_INET
	}
	return syscall.AF_INET6
}

// set switches a setting of an interface on (net.ipv4.conf, net.ipv6.conf). Where it
// cannot be, the network is as it was: slower to say what does not work, or with words
// of the kernel's own that nobody hears.
func set(protocol, name, setting string) {
	_ = os.WriteFile("/proc/sys/net/"+protocol+"/conf/"+name+"/"+setting, []byte("1"), 0o644)
}

// cut takes the way out down, since nobody takes packets from it.
func cut() {
	r, err := openRouting()
	if err != nil {
		return
	}
	defer r.close()
	_ = r.do(newRequest(syscall.RTM_NEWLINK, 0, linkPart(outerIndex, 0, syscall.IFF_UP)...)) // it may be gone
}

// packets is a socket that reads and writes whole frames at the relay's interface.
func packets() (*os.File, error) {
	const what = "a socket for packets"
	const all = syscall.ETH_P_ALL<<8&0xff00 | syscall.ETH_P_ALL>>8 // in the network's order
	fd, err := syscall.Socket(syscall.AF_PACKET, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, all)
	if err != nil {
		return nil, within(what, err)
	}
	file := os.NewFile(uintptr(fd), "packets")
	if err := syscall.SetsockoptInt(fd, syscall.SOL_PACKET, ignoreOutgoing, 1); err != nil {
		return file, within(what, err)
	}
	if err := syscall.AttachLsf(fd, oneToOne); err != nil { //nolint:staticcheck // what is in its place is initialised late
		return file, within(what, err)
	}
	return file, within(what, syscall.Bind(fd, &syscall.SockaddrLinklayer{Protocol: all, Ifindex: outerIndex}))
}

// oneToOne lets frames through that are for one receiver, and none that are for groups
// of them: the kernel says things there when an interface comes up, and nobody hears.
var oneToOne = []syscall.SockFilter{
	{Code: syscall.BPF_LD | syscall.BPF_B | syscall.BPF_ABS, K: 0},            // the first byte of the hardware address
	{Code: syscall.BPF_JMP | syscall.BPF_JSET | syscall.BPF_K, Jf: 1, K: 0x1}, // the bit of groups
	{Code: syscall.BPF_RET | syscall.BPF_K, K: 0},
	{Code: syscall.BPF_RET | syscall.BPF_K, K: 1 << 18},
}
