package wire

import "errors"

// writer writes numbers and texts, each text with its length before it. It is no
// JSON since a program must be quick to start: see package lean.
type writer struct{ bytes []byte }

func (w *writer) number(n int) {
	u := uint32(n)
	w.bytes = append(w.bytes, byte(u), byte(u>>8), byte(u>>16), byte(u>>24))
}

func (w *writer) text(text string) {
	w.number(len(text))
	w.bytes = append(w.bytes, text...)
}

func (w *writer) texts(texts []string) {
	w.number(len(texts))
	for _, text := range texts {
		w.text(text)
	}
}

func (w *writer) table(table map[string]string) {
	w.number(len(table))
	for name, value := range table {
		w.text(name)
		w.text(value)
	}
}

func (w *writer) flag(is bool) {
	n := 0
	if is {
		n = 1
	}
	w.number(n)
}

// errText says that what was read is not what a writer writes.
var errText = errors.New("a message is not understood")

// reader reads what a writer wrote. After an error everything is empty.
type reader struct {
	bytes []byte
	err   error
}

func (r *reader) take(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.bytes) {
		r.err = errText
		return nil
	}
	taken := r.bytes[:n]
	r.bytes = r.bytes[n:]
	return taken
}

func (r *reader) number() int {
	b := r.take(4)
	if b == nil {
		return 0
	}
	return int(int32(uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24))
}

func (r *reader) text() string { return string(r.take(r.number())) }

// count reads how many follow, of which each has a length at least.
func (r *reader) count() int {
	n := r.number()
	if n < 0 || n > len(r.bytes)/4 {
		r.err = errText
		return 0
	}
	return n
}

func (r *reader) texts() []string {
	texts := make([]string, r.count())
	for i := range texts {
		texts[i] = r.text()
	}
	return texts
}

func (r *reader) table() map[string]string {
	n := r.count()
	table := make(map[string]string, n)
	for range n {
		name := r.text()
		table[name] = r.text()
	}
	return table
}

func (r *reader) flag() bool { return r.number() != 0 }

// end returns an error where something was not read, or not there.
func (r *reader) end() error {
	if r.err == nil && len(r.bytes) > 0 {
		r.err = errText
	}
	return r.err
}
