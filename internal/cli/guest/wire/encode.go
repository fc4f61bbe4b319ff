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
