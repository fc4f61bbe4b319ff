package names

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"time"
)

// Server answers the questions of a machine's programs.
type Server struct {
	Table Table
	// Servers are asked in turn for all other names.
	Servers func() []netip.AddrPort
	// Dial connects to one of them; network is "udp" or "tcp".
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// serverTime is how long one server may take; those who ask wait as long by themselves.
const serverTime = 5 * time.Second

// Packet answers one question; nil where no server answers.
func (s Server) Packet(ctx context.Context, question []byte) []byte {
	if answer := s.Table.Answer(question); answer != nil {
		return answer
	}
	return s.ask(ctx, "udp", func(conn net.Conn) ([]byte, error) {
		if _, err := conn.Write(question); err != nil {
			return nil, err
		}
		answer := make([]byte, 64<<10)
		n, err := conn.Read(answer)
		return answer[:n], err
	})
}

// Stream answers the questions of a connection, each with its length before it,
// until there are no more.
func (s Server) Stream(ctx context.Context, conn net.Conn) {
	for {
		question, err := readMessage(conn)
		if err != nil {
			return
		}
		answer := s.Table.Answer(question)
		if answer == nil {
			answer = s.ask(ctx, "tcp", func(conn net.Conn) ([]byte, error) {
				if err := writeMessage(conn, question); err != nil {
					return nil, err
				}
				return readMessage(conn)
			})
		}
		if answer == nil || writeMessage(conn, answer) != nil {
			return
		}
	}
}

func (s Server) ask(ctx context.Context, network string, exchange func(net.Conn) ([]byte, error)) []byte {
	for _, server := range s.Servers() {
		if answer, err := s.askOne(ctx, network, server, exchange); err == nil {
			return answer
		}
	}
	return nil
}

func (s Server) askOne(ctx context.Context, network string, server netip.AddrPort, exchange func(net.Conn) ([]byte, error)) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, serverTime)
	defer cancel()
	conn, err := s.Dial(ctx, network, server.String())
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close() }() // it was only asked
	if until, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(until); err != nil {
			return nil, err
		}
	}
	return exchange(conn)
}

func readMessage(r io.Reader) ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	message := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err := io.ReadFull(r, message)
	return message, err
}

func writeMessage(w io.Writer, message []byte) error {
	_, err := w.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(message))), message...))
	return err
}
