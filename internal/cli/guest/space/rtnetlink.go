//go:build linux && (amd64 || arm64)

package space

import (
	"errors"
	"syscall"
)

// routing is a socket to the kernel's routing tables of a machine (rtnetlink(7)). A
// library for it would bring packages with it that are initialised after most others;
// see package lean.
type routing struct{ fd int }

// request is a message to the kernel: a fixed part, and attributes.
type request struct{ bytes []byte }

// The numbers of messages are as this machine stores them: all machines that are built
// for are little-endian.

func put16(b []byte, n uint16) { b[0], b[1] = byte(n), byte(n>>8) }

func put32(b []byte, n uint32) {
	put16(b, uint16(n))
	put16(b[2:], uint16(n>>16))
}

func get16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }
func get32(b []byte) uint32 { return uint32(get16(b)) | uint32(get16(b[2:]))<<16 }

func newRequest(kind uint16, flags uint16, fixed ...byte) *request {
	q := &request{make([]byte, syscall.NLMSG_HDRLEN, 256)}
	put16(q.bytes[4:], kind)
	put16(q.bytes[6:], flags|syscall.NLM_F_REQUEST|syscall.NLM_F_ACK)
	q.bytes = append(q.bytes, fixed...)
	return q
}

// attribute adds one, and what is nested in it.
func (q *request) attribute(kind uint16, value []byte, nested ...func(*request)) {
	begin := len(q.bytes)
	q.bytes = append(q.bytes, 0, 0, byte(kind), byte(kind>>8))
	q.bytes = append(q.bytes, value...)
	for len(q.bytes)%syscall.NLMSG_ALIGNTO != 0 {
		q.bytes = append(q.bytes, 0)
	}
	for _, add := range nested {
		add(q)
	}
	length := len(q.bytes) - begin
	if len(nested) == 0 {
		length = syscall.SizeofRtAttr + len(value) // without what it was filled up with
	}
	put16(q.bytes[begin:], uint16(length))
}

func (q *request) number(kind uint16, value int) {
	var b [4]byte
	put32(b[:], uint32(value))
	q.attribute(kind, b[:])
}

func (q *request) text(kind uint16, value string) {
	q.attribute(kind, append([]byte(value), 0))
}

// do sends a request and waits for the kernel's answer to it.
func (r routing) do(q *request) error {
	put32(q.bytes, uint32(len(q.bytes)))
	if err := syscall.Sendto(r.fd, q.bytes, 0, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK}); err != nil {
		return err
	}
	answer := make([]byte, 4096)
	n, _, err := syscall.Recvfrom(r.fd, answer, 0)
	if err != nil {
		return err
	}
	if n < syscall.NLMSG_HDRLEN+4 || get16(answer[4:]) != syscall.NLMSG_ERROR {
		return errors.New("the kernel's answer is none to this request")
	}
	if number := -int32(get32(answer[syscall.NLMSG_HDRLEN:])); number != 0 {
		return syscall.Errno(number)
	}
	return nil
}

// The fixed parts of messages.

// linkPart is that of messages about interfaces (struct ifinfomsg): the flags become
// those of flags that are in changed.
func linkPart(index int, flags, changed uint32) []byte {
	part := make([]byte, syscall.SizeofIfInfomsg)
	put32(part[4:], uint32(index))
	put32(part[8:], flags)
	put32(part[12:], changed)
	return part
}

// addressPart is that of messages about addresses (struct ifaddrmsg).
func addressPart(family, prefix, flags, scope byte, index int) []byte {
	part := []byte{family, prefix, flags, scope, 0, 0, 0, 0}
	put32(part[4:], uint32(index))
	return part
}

// neighbourPart is that of messages about neighbours (struct ndmsg).
func neighbourPart(family byte, index int) []byte {
	part := make([]byte, neighbourSize)
	part[0] = family
	put32(part[4:], uint32(index))
	put16(part[8:], neighbourStays)
	return part
}

// routePart is that of messages about routes (struct rtmsg): here one to everywhere.
func routePart(family byte) []byte {
	return []byte{family, 0, 0, 0, syscall.RT_TABLE_MAIN, syscall.RTPROT_BOOT, syscall.RT_SCOPE_UNIVERSE, syscall.RTN_UNICAST, 0, 0, 0, 0}
}
