// Package sockets reads Linux's tables of TCP sockets, /proc/net/tcp and
// /proc/net/tcp6.
package sockets

import (
	"bufio"
	"encoding/hex"
	"io"
	"iter"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Socket is a line of such a table.
type Socket struct {
	Local, Remote netip.AddrPort
	Listens       bool
	UID           int // of the user who opened it
}

// stateListen is how the tables say that a socket listens.
const stateListen = "0A"

// In reads the sockets of a table in its order, in which those that listen come
// first. It leaves out lines that it does not understand, such as the heading.
func In(table io.Reader) iter.Seq[Socket] {
	return func(yield func(Socket) bool) {
		lines := bufio.NewScanner(table)
		for lines.Scan() {
			// sl, local_address, rem_address, st, two pairs, retrnsmt, uid
			fields := strings.Fields(lines.Text())
			if len(fields) < 8 {
				continue
			}
			local, isLocal := parse(fields[1])
			remote, isRemote := parse(fields[2])
			uid, err := strconv.Atoi(fields[7])
			if !isLocal || !isRemote || err != nil {
				continue
			}
			if !yield(Socket{Local: local, Remote: remote, Listens: fields[3] == stateListen, UID: uid}) {
				return
			}
		}
	}
}

// parse reads an address of such a table: words of 32 bits as this machine stores
// them, in hexadecimal digits, and a port.
func parse(text string) (netip.AddrPort, bool) {
	address, port, _ := strings.Cut(text, ":")
	number, err := strconv.ParseUint(port, 16, 16)
	if err != nil {
		return netip.AddrPort{}, false
	}
	bytes, err := hex.DecodeString(address)
	if err != nil || len(bytes)%4 != 0 {
		return netip.AddrPort{}, false
	}
	for word := range slices.Chunk(bytes, 4) {
		slices.Reverse(word) // all machines that are built for are little-endian
	}
	ip, ok := netip.AddrFromSlice(bytes)
	return netip.AddrPortFrom(ip, uint16(number)), ok
}
