package wire

import "os"

// Encode is the program as text.
func (p Program) Encode() []byte {
	var w writer
	w.texts(p.Arguments)
	w.texts(p.Environment)
	w.text(p.Hostname)
	w.table(p.Files)
	w.table(p.Links)
	w.file(p.Own)
	return w.bytes
}

// Pack writes a program into a file without a name, in memory: its arguments and
// environment may be longer than a message.
func (p Program) Pack() (*os.File, error) { return Memory("program", p.Encode()) }

// DecodeProgram reads what Encode wrote.
func DecodeProgram(text []byte) (p Program, err error) {
	r := reader{bytes: text}
	p = Program{Arguments: r.texts(), Environment: r.texts(), Hostname: r.text(), Files: r.table(), Links: r.table(), Own: r.file()}
	if err := r.end(); err != nil {
		return Program{}, err
	}
	return p, nil
}

func (w *writer) file(f *File) {
	if w.flag(f != nil); f != nil {
		w.text(f.Path)
		w.text(string(f.Content))
	}
}

func (r *reader) file() *File {
	if !r.flag() {
		return nil
	}
	return &File{Path: r.text(), Content: []byte(r.text())}
}

func (w *writer) addresses(all []Address) {
	w.number(len(all))
	for _, at := range all {
		w.text(string(at.IP))
		w.number(int(at.Port))
	}
}

func (r *reader) addresses() (all []Address) {
	for range r.count() {
		all = append(all, Address{IP: []byte(r.text()), Port: uint16(r.number())})
	}
	return all
}

// Encode is the message as text.
func (m Message) Encode() []byte {
	var w writer
	if w.flag(m.Setup != nil); m.Setup != nil {
		w.flag(m.Setup.Relayed)
		w.flag(m.Setup.IPv6)
		w.texts(m.Setup.Outside)
	}
	w.flag(m.Ready)
	if w.flag(m.Refused != nil); m.Refused != nil {
		w.text(m.Refused.Step)
		w.number(m.Refused.Errno)
		w.text(m.Refused.Text)
	}
	w.addresses(m.Listen)
	w.number(len(m.Listening))
	for _, opened := range m.Listening {
		w.flag(opened)
	}
	w.flag(m.Run)
	w.file(m.Write)
	w.number(m.Signal)
	w.flag(m.Cut)
	if w.flag(m.Exit != nil); m.Exit != nil {
		w.number(m.Exit.Status)
		w.text(m.Exit.Text)
	}
	return w.bytes
}

// DecodeMessage reads what Encode wrote.
func DecodeMessage(text []byte) (m Message, err error) {
	r := reader{bytes: text}
	if r.flag() {
		m.Setup = &Setup{Relayed: r.flag(), IPv6: r.flag(), Outside: r.texts()}
	}
	m.Ready = r.flag()
	if r.flag() {
		m.Refused = &Refusal{Step: r.text(), Errno: r.number(), Text: r.text()}
	}
	m.Listen = r.addresses()
	for range r.count() {
		m.Listening = append(m.Listening, r.flag())
	}
	m.Run = r.flag()
	m.Write = r.file()
	m.Signal = r.number()
	m.Cut = r.flag()
	if r.flag() {
		m.Exit = &Exit{Status: r.number(), Text: r.text()}
	}
	if err := r.end(); err != nil {
		return Message{}, err
	}
	return m, nil
}
