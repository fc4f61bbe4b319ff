//go:build linux && (amd64 || arm64)

package space

import (
	"syscall"

	"github.com/azimuthid/azimuth/internal/cli/guest/deputy"
	"github.com/azimuthid/azimuth/internal/cli/guest/link"
)

// The indexes of the interfaces: loopback has the same one in every network, and those
// of ours are greater than any that a system makes in a new network by itself.
const (
	loopback   = 1
	innerIndex = 1000
	outerIndex = 1001
)

// makeNetwork brings the loopback interface up, with the address of the metadata
// service, and the interface that leads to the relay.
func (s *Space) makeNetwork() error {
	if err := s.routing.addAddress(loopback, metadata.IP, 32, syscall.RT_SCOPE_LINK); err != nil {
		return err
	}
	if err := s.routing.up(loopback); err != nil || !s.options.Relayed {
		return err
	}
	return s.makeWay()
}

// makeWay makes a pair of interfaces: what the machine sends through the one, the
// relay reads at the other. The gateway is nobody's address in here, and its
// hardware address is that of neither, so that only the relay sees what is sent there.
func (s *Space) makeWay() error {
	r := s.routing
	if err := r.addPair(); err != nil {
		return err
	}
	if err := s.set(s.options.settings()); err != nil {
		return err
	}
	for _, index := range []int{outerIndex, innerIndex} {
		if err := r.up(index); err != nil {
			return err
		}
	}
	if err := r.addWay(innerIndex, link.Address4[:], link.Prefix4, link.Gateway4[:]); err != nil || !s.options.IPv6 {
		return err
	}
	return r.addWay(innerIndex, link.Address6[:], link.Prefix6, link.Gateway6[:])
}

// settings are those of the interfaces that are switched on (net.ipv4.conf, net.ipv6.conf).
func (o Options) settings() []string {
	settings := []string{
		"ipv6/conf/" + link.Outer + "/disable_ipv6",
		// When nobody takes packets any more, programs are told so at once, and do not wait.
		"ipv4/conf/" + link.Inner + "/ignore_routes_with_linkdown",
		"ipv6/conf/" + link.Inner + "/ignore_routes_with_linkdown",
	}
	if !o.IPv6 {
		settings = append(settings, "ipv6/conf/"+link.Inner+"/disable_ipv6")
	}
	return settings
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

// down takes an interface down.
func (r routing) down(index int) error {
	return r.do(newRequest(syscall.RTM_NEWLINK, 0, linkPart(index, 0, syscall.IFF_UP)...))
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

// set switches settings of interfaces on. Where one cannot be, the network is as it
// was: slower to say what does not work, or with words of the kernel's own that nobody hears.
func (s *Space) set(settings []string) error {
	files := make([]*deputy.Call, len(settings))
	for i, setting := range settings {
		files[i] = deputy.Try(open("", "/proc/sys/net/"+setting, syscall.O_WRONLY))
	}
	if err := s.deputy.Do(files...); err != nil {
		return err
	}
	for _, file := range files {
		if file.Err == nil {
			_ = writeAll(file.Result, []byte("1"))
		}
	}
	return nil
}

// allProtocols is ETH_P_ALL in the network's order.
const allProtocols = syscall.ETH_P_ALL<<8&0xff00 | syscall.ETH_P_ALL>>8

// takePackets lets the relay's socket, if there is one, read and write whole frames at the
// relay's interface.
func (s *Space) takePackets() error {
	if s.Packets == nil {
		return nil
	}
	fd := s.first.packets.Result // Fd of the file would have whoever reads wait
	if err := syscall.SetsockoptInt(fd, syscall.SOL_PACKET, ignoreOutgoing, 1); err != nil {
		return err
	}
	if err := syscall.AttachLsf(fd, oneToOne); err != nil { //nolint:staticcheck // what is in its place is initialised late
		return err
	}
	return syscall.Bind(fd, &syscall.SockaddrLinklayer{Protocol: allProtocols, Ifindex: outerIndex})
}

// oneToOne lets frames through that are for one receiver, and none that are for groups
// of them: the kernel says things there when an interface comes up, and nobody hears.
var oneToOne = []syscall.SockFilter{
	{Code: syscall.BPF_LD | syscall.BPF_B | syscall.BPF_ABS, K: 0},            // the first byte of the hardware address
	{Code: syscall.BPF_JMP | syscall.BPF_JSET | syscall.BPF_K, Jf: 1, K: 0x1}, // the bit of groups
	{Code: syscall.BPF_RET | syscall.BPF_K, K: 0},
	{Code: syscall.BPF_RET | syscall.BPF_K, K: 1 << 18},
}
