package relay

import (
	"encoding/binary"
	"errors"

	"golang.org/x/sys/unix"
	"gvisor.dev/gvisor/pkg/buffer"
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
	"gvisor.dev/gvisor/pkg/tcpip/stack"

	"github.com/azimuthid/azimuth/internal/cli/guest/link"
)

// maxFrame is the largest frame: what the machine's kernel sends in one piece may be
// longer than the interface's packets.
const maxFrame = 1<<16 + header.EthernetMinimumSize

// take takes the machine's packets out of their frames.
func (r *Relay) take() {
	frame := make([]byte, maxFrame)
	for {
		n, err := r.frames.Read(frame)
		if err != nil && r.context.Err() != nil {
			return // the relay is closed
		}
		if err != nil {
			r.config.Cut(err)
			if errors.Is(err, unix.ENETDOWN) {
				continue // packets come again when the interface is up
			}
			r.config.Ended()
			return
		}
		if n <= header.EthernetMinimumSize {
			continue
		}
		protocol := tcpip.NetworkProtocolNumber(binary.BigEndian.Uint16(frame[12:]))
		if protocol != header.IPv4ProtocolNumber && protocol != header.IPv6ProtocolNumber {
			continue // nothing else is relayed
		}
		packet := stack.NewPacketBuffer(stack.PacketBufferOptions{
			Payload: buffer.MakeWithData(frame[header.EthernetMinimumSize:n]), // a copy
		})
		r.link.InjectInbound(protocol, packet)
		packet.DecRef()
	}
}

// give puts packets for the machine into frames.
func (r *Relay) give() {
	frame := make([]byte, 0, maxFrame)
	for {
		packet := r.link.ReadContext(r.context)
		if packet == nil {
			return // the relay is closed
		}
		frame = append(frame[:0], link.InnerHardware[:]...)
		frame = append(frame, link.GatewayHardware[:]...)
		frame = binary.BigEndian.AppendUint16(frame, uint16(packet.NetworkProtocolNumber))
		for _, piece := range packet.AsSlices() {
			frame = append(frame, piece...)
		}
		packet.DecRef()
		// One that is lost is sent again by who sent it.
		_, _ = r.frames.Write(frame)
	}
}
