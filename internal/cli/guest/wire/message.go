package wire

// Setup is what the inside must know to begin.
type Setup struct {
	// Relayed is whether packets for elsewhere are to be taken outside.
	Relayed bool
	// IPv6 is whether that goes for IPv6 too.
	IPv6 bool
	// Outside names the namespaces of the outside, which the inside is not to be in.
	Outside []string
}

// Program is what to run, and what it is to see in place of the system's own.
type Program struct {
	Arguments   []string
	Environment []string
	// Hostname is the machine's name, or "" for the host's.
	Hostname string
	// Files are the contents of files that the program sees at these paths, and
	// Links the files that it sees at these. A path that does not exist is passed over.
	Files map[string]string
	Links map[string]string
	// Own is a file whose directory becomes the machine's own, in its memory and with
	// nothing else in it; nil for none.
	Own *File
}

// File is a file in the machine's own directory.
type File struct {
	Path    string
	Content []byte
}

// Address is where to listen: an IP address, of 4 or 16 bytes, and a port.
type Address struct {
	IP   []byte
	Port uint16
}

// Message is one packet. Exactly one member is set.
type Message struct {
	// From outside, first: set the namespaces up. The users are mapped.
	Setup *Setup
	// From inside: the namespaces stand. The files are the listener of the metadata
	// service and, where packets are relayed, the socket of the relay.
	Ready bool
	// From inside: the namespaces could not be set up; nothing else follows.
	Refused *Refusal
	// From outside: listen at these addresses.
	Listen []Address
	// From inside: the answer to Listen, an entry an address: true for each that a
	// listener was sent for, in that order, and false where the address is taken.
	Listening []bool
	// From outside: run the Program in the file; see Pack.
	Run bool
	// From outside: put this file in the place of Program.Own.
	Write *File
	// From outside: send the program this signal.
	Signal int
	// From outside: packets are not relayed any more, now and later.
	Cut bool
	// From inside: how the program ended. The inside ends with it.
	Exit *Exit
}

// Refusal is why the namespaces could not be set up.
type Refusal struct {
	Step  string
	Errno int // 0 where the error is none of the system's
	Text  string
}

// Exit is how a program ended, or why it could not be started.
type Exit struct {
	Status int // as a shell would say it
	Text   string
}

// The exit statuses for a program that could not be prepared, and those of shells
// for one that could not be run and one that was not found.
const (
	StatusUnprepared = 125
	StatusNotRun     = 126
	StatusNotFound   = 127
)
