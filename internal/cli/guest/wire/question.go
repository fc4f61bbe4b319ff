package wire

// Question is all that a start of "azimuth exec" asks of the server of its data
// directory, in one message. Everything that is not as it usually is has no answer
// here: the command then asks in its other, longer way, and says what is wrong.
type Question struct {
	// Seen is what the program, the network and the files are to whoever asks: the
	// answer holds only for who sees the same.
	Seen string
	// Group, VM, ScaleSet and Instance name the machine as the command's flags do.
	Group, VM, ScaleSet, Instance string
	// Inside is whether the program is to run in namespaces, and Isolated whether it
	// is to reach nothing but Azimuth there.
	Inside, Isolated bool
	// Protocol is how the program asks for tokens; "" for what suits.
	Protocol string
	// Arguments and Environment are the program's, as they were given.
	Arguments, Environment []string
}

// Answer is how to be the machine.
type Answer struct {
	ID, Handle string
	// TokenPort is where the machine's extension for managed identities answers, or 0.
	TokenPort int
	// Environment is the program's on the host; nil for one that runs inside, whose
	// Program comes in a file of its own.
	Environment []string
	// Listen are the addresses at which somebody listens inside: the first Always of
	// them whatever happens, and the others because the host listens there too.
	Listen []Address
	Always int
}

// Encode is the question as text.
func (q Question) Encode() []byte {
	var w writer
	w.texts([]string{q.Seen, q.Group, q.VM, q.ScaleSet, q.Instance, q.Protocol})
	w.flag(q.Inside)
	w.flag(q.Isolated)
	w.texts(q.Arguments)
	w.texts(q.Environment)
	return w.bytes
}

// DecodeQuestion reads what Encode wrote.
func DecodeQuestion(text []byte) (q Question, err error) {
	r := reader{bytes: text}
	names := r.texts()
	if len(names) != 6 {
		return q, errText
	}
	q = Question{
		Seen: names[0], Group: names[1], VM: names[2], ScaleSet: names[3], Instance: names[4], Protocol: names[5],
		Inside: r.flag(), Isolated: r.flag(), Arguments: r.texts(), Environment: r.texts(),
	}
	if err := r.end(); err != nil {
		return Question{}, err
	}
	return q, nil
}

// Encode is the answer as text.
func (a Answer) Encode() []byte {
	var w writer
	w.text(a.ID)
	w.text(a.Handle)
	w.number(a.TokenPort)
	w.texts(a.Environment)
	w.addresses(a.Listen)
	w.number(a.Always)
	return w.bytes
}

// DecodeAnswer reads what Encode wrote.
func DecodeAnswer(text []byte) (a Answer, err error) {
	r := reader{bytes: text}
	a = Answer{ID: r.text(), Handle: r.text(), TokenPort: r.number(), Environment: r.texts(), Listen: r.addresses(), Always: r.number()}
	if a.Always < 0 || a.Always > len(a.Listen) {
		r.err = errText
	}
	if err := r.end(); err != nil {
		return Answer{}, err
	}
	return a, nil
}
