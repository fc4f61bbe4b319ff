//go:build linux

package inside

import (
	"encoding/binary"
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// routing is a socket to the kernel's routing tables (rtnetlink(7)). A library for
// it would bring the package net with it, which is initialised after most others;
// see the package's comment.
type routing struct{ fd int }

func openRouting() (routing, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	return routing{fd}, os.NewSyscallError("socket", err)
}

func (r routing) close() { _ = unix.Close(r.fd) } // nothing is on its way

// request is a message to the kernel: a fixed part, and attributes.
type request struct{ bytes []byte }

var order = binary.NativeEndian

func newRequest(kind uint16, flags uint16, fixed ...byte) *request {
	q := &request{make([]byte, unix.NLMSG_HDRLEN, 256)}
	order.PutUint16(q.bytes[4:], kind)
	order.PutUint16(q.bytes[6:], flags|unix.NLM_F_REQUEST|unix.NLM_F_ACK)
	q.bytes = append(q.bytes, fixed...)
	return q
}

// attribute adds one, and what is nested in it.
func (q *request) attribute(kind uint16, value []byte, nested ...func(*request)) {
	begin := len(q.bytes)
	q.bytes = order.AppendUint16(q.bytes, 0)
	q.bytes = order.AppendUint16(q.bytes, kind)
	q.bytes = append(q.bytes, value...)
	for len(q.bytes)%unix.NLA_ALIGNTO != 0 {
		q.bytes = append(q.bytes, 0)
	}
	for _, add := range nested {
		add(q)
	}
	length := len(q.bytes) - begin
	if len(nested) == 0 {
		length = unix.NLA_HDRLEN + len(value) // without what it was filled up with
	}
	order.PutUint16(q.bytes[begin:], uint16(length))
}

func (q *request) number(kind uint16, value int) {
	q.attribute(kind, order.AppendUint32(nil, uint32(value)))
}

func (q *request) text(kind uint16, value string) {
	q.attribute(kind, append([]byte(value), 0))
}

// do sends a request and waits for the kernel's answer to it.
func (r routing) do(q *request) error {
	order.PutUint32(q.bytes, uint32(len(q.bytes)))
	if err := unix.Sendto(r.fd, q.bytes, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return err
	}
	answer := make([]byte, 4096)
	n, _, err := unix.Recvfrom(r.fd, answer, 0)
	if err != nil {
		return err
	}
	if n < unix.NLMSG_HDRLEN+4 || order.Uint16(answer[4:]) != unix.NLMSG_ERROR {
		return errors.New("the kernel's answer is none to this request")
	}
	if number := -int32(order.Uint32(answer[unix.NLMSG_HDRLEN:])); number != 0 {
		return unix.Errno(number)
	}
	return nil
}

// The fixed parts of messages.

// linkPart is that of messages about interfaces (struct ifinfomsg).
func linkPart(index int, flags uint32) []byte {
	part := make([]byte, unix.SizeofIfInfomsg)
	order.PutUint32(part[4:], uint32(index))
	order.PutUint32(part[8:], flags)
	order.PutUint32(part[12:], flags) // those that are changed
	return part
}

// addressPart is that of messages about addresses (struct ifaddrmsg).
func addressPart(family, prefix, flags, scope byte, index int) []byte {
	return order.AppendUint32([]byte{family, prefix, flags, scope}, uint32(index))
}

// neighbourPart is that of messages about neighbours (struct ndmsg).
func neighbourPart(family byte, index int) []byte {
	part := make([]byte, unix.SizeofNdMsg)
	part[0] = family
	order.PutUint32(part[4:], uint32(index))
	order.PutUint16(part[8:], unix.NUD_PERMANENT)
	return part
}

// routePart is that of messages about routes (struct rtmsg): here one to everywhere.
func routePart(family byte) []byte {
	return []byte{family, 0, 0, 0, unix.RT_TABLE_MAIN, unix.RTPROT_BOOT, unix.RT_SCOPE_UNIVERSE, unix.RTN_UNICAST, 0, 0, 0, 0}
}
