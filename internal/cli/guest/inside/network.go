//go:build linux

package inside

import (
	"os"

	"golang.org/x/sys/unix"

	"github.com/azimuthid/azimuth/internal/cli/guest/link"
	"github.com/azimuthid/azimuth/internal/cli/guest/wire"
)

// metadata is where programs in a machine find its metadata service.
var metadata = wire.Address{IP: []byte{169, 254, 169, 254}, Port: 80}

// loopback is the index of the loopback interface in every network.
const loopback = 1

// makeNetwork brings the loopback interface up, with the address of the metadata
// service, and the interface that leads to the relay.
func makeNetwork(s wire.Setup) error {
	r, err := openRouting()
	if err != nil {
		return err
	}
	defer r.close()
	if err := r.addAddress(loopback, metadata.IP, 32, unix.RT_SCOPE_LINK); err != nil {
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
	inner, err := indexOf(link.Inner)
	if err != nil {
		return err
	}
	outer, err := indexOf(link.Outer)
	if err != nil {
		return err
	}
	quiet(link.Outer)
	if !s.IPv6 {
		quiet(link.Inner)
	}
	for _, index := range []int{outer, inner} {
		if err := r.up(index); err != nil {
			return err
		}
	}
	if err := r.addWay(inner, link.Address4[:], link.Prefix4, link.Gateway4[:]); err != nil || !s.IPv6 {
		return err
	}
	return r.addWay(inner, link.Address6[:], link.Prefix6, link.Gateway6[:])
}

// addWay gives an interface its address, and sends through it what is for elsewhere.
func (r routing) addWay(index int, address []byte, prefix byte, gateway []byte) error {
	if err := r.addAddress(index, address, prefix, unix.RT_SCOPE_UNIVERSE); err != nil {
		return err
	}
	neighbour := newRequest(unix.RTM_NEWNEIGH, unix.NLM_F_CREATE|unix.NLM_F_REPLACE, neighbourPart(family(gateway), index)...)
	neighbour.attribute(unix.NDA_DST, gateway)
	neighbour.attribute(unix.NDA_LLADDR, link.GatewayHardware[:])
	if err := r.do(neighbour); err != nil {
		return within("the gateway", err)
	}
	route := newRequest(unix.RTM_NEWROUTE, unix.NLM_F_CREATE, routePart(family(gateway))...)
	route.attribute(unix.RTA_GATEWAY, gateway)
	route.number(unix.RTA_OIF, index)
	return within("a route", r.do(route))
}

// addPair makes the two interfaces.
func (r routing) addPair() error {
	pair := newRequest(unix.RTM_NEWLINK, unix.NLM_F_CREATE|unix.NLM_F_EXCL, linkPart(0, 0)...)
	pair.text(unix.IFLA_IFNAME, link.Inner)
	pair.number(unix.IFLA_MTU, link.MTU)
	pair.attribute(unix.IFLA_ADDRESS, link.InnerHardware[:])
	pair.attribute(unix.IFLA_LINKINFO, nil, func(q *request) {
		q.attribute(unix.IFLA_INFO_KIND, []byte("veth"))
		q.attribute(unix.IFLA_INFO_DATA, nil, func(q *request) {
			const peer = 1 // VETH_INFO_PEER
			q.attribute(peer, linkPart(0, 0), func(q *request) {
				q.text(unix.IFLA_IFNAME, link.Outer)
				q.number(unix.IFLA_MTU, link.MTU)
			})
		})
	})
	return within("a pair of interfaces", r.do(pair))
}

func (r routing) up(index int) error {
	return within("an interface", r.do(newRequest(unix.RTM_NEWLINK, 0, linkPart(index, unix.IFF_UP)...)))
}

func (r routing) addAddress(index int, address []byte, prefix, scope byte) error {
	flags := byte(0)
	if len(address) == 16 {
		flags = unix.IFA_F_NODAD // there is nobody who could have it too
	}
	q := newRequest(unix.RTM_NEWADDR, unix.NLM_F_CREATE|unix.NLM_F_EXCL, addressPart(family(address), prefix, flags, scope, index)...)
	q.attribute(unix.IFA_LOCAL, address)
	q.attribute(unix.IFA_ADDRESS, address)
	return within("an address", r.do(q))
}

func family(address []byte) byte {
	if len(address) == 4 {
		return unix.AF_INET
	}
	return unix.AF_INET6
}

// quiet keeps the kernel from speaking IPv6 at an interface. Where it cannot be
// told so, it says some things there that nobody hears.
func quiet(name string) {
	_ = os.WriteFile("/proc/sys/net/ipv6/conf/"+name+"/disable_ipv6", []byte("1"), 0o644)
}

func indexOf(name string) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, within(name, err)
	}
	defer func() { _ = unix.Close(fd) }() // it was only asked
	asked, err := unix.NewIfreq(name)
	if err != nil {
		return 0, err
	}
	err = unix.IoctlIfreq(fd, unix.SIOCGIFINDEX, asked)
	return int(asked.Uint32()), within(name, err)
}

// packets is a socket that reads and writes whole frames at the relay's interface.
func packets() (*os.File, error) {
	const what = "a socket for packets"
	outer, err := indexOf(link.Outer)
	if err != nil {
		return nil, err
	}
	const all = unix.ETH_P_ALL<<8&0xff00 | unix.ETH_P_ALL>>8 // in the network's order
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, all)
	if err != nil {
		return nil, within(what, err)
	}
	file := os.NewFile(uintptr(fd), "packets")
	if err := unix.SetsockoptInt(fd, unix.SOL_PACKET, unix.PACKET_IGNORE_OUTGOING, 1); err != nil {
		return file, within(what, err)
	}
	return file, within(what, unix.Bind(fd, &unix.SockaddrLinklayer{Protocol: all, Ifindex: outer}))
}
