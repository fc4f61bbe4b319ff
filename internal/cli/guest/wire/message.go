package wire

// Setup is what the inside must know to begin: its only argument.
type Setup struct {
	// Relayed is whether packets for elsewhere are to be taken outside.
	Relayed bool `json:"relayed"`
	// IPv6 is whether that goes for IPv6 too.
	IPv6 bool `json:"ipv6"`
}

// Program is what to run, and what it is to see in place of the system's own.
type Program struct {
	Arguments   []string `json:"arguments"`
	Environment []string `json:"environment"`
	// Hostname is the machine's name, or "" for the host's.
	Hostname string `json:"hostname"`
	// Files are the contents of files that the program sees at these paths, and
	// Links the files that it sees at these. A path that does not exist is passed over.
	Files map[string][]byte `json:"files"`
	Links map[string]string `json:"links"`
	// Own is a file whose directory becomes the machine's own, in its memory and with
	// nothing else in it; nil for none.
	Own *File `json:"own,omitempty"`
}

// File is a file in the machine's own directory.
type File struct {
	Path    string `json:"path"`
	Content []byte `json:"content"`
}

// Address is where to listen: an IP address, of 4 or 16 bytes, and a port.
type Address struct {
	IP   []byte `json:"ip"`
	Port uint16 `json:"port"`
}

// Message is one packet. Exactly one member is set.
type Message struct {
	// From inside: the namespaces stand. The files are the listener of the metadata
	// service and, where packets are relayed, the socket of the relay.
	Ready bool `json:"ready,omitempty"`
	// From inside: the namespaces could not be set up; nothing else follows.
	Refused *Refusal `json:"refused,omitempty"`
	// From outside: listen at these addresses.
	Listen []Address `json:"listen,omitempty"`
	// From inside: the answer to Listen, an entry an address: true for each that a
	// listener was sent for, in that order, and false where the address is taken.
	Listening []bool `json:"listening,omitempty"`
	// From outside: run the Program in the file, as JSON.
	Run bool `json:"run,omitempty"`
	// From outside: put this file in the place of Program.Own.
	Write *File `json:"write,omitempty"`
	// From outside: send the program this signal.
	Signal int `json:"signal,omitempty"`
	// From inside: how the program ended. The inside ends with it.
	Exit *Exit `json:"exit,omitempty"`
}

// Refusal is why the namespaces could not be set up.
type Refusal struct {
	Step  string `json:"step"`
	Errno int    `json:"errno"` // 0 where the error is none of the system's
	Text  string `json:"text"`
}

// Exit is how a program ended, or why it could not be started.
type Exit struct {
	Status int    `json:"status"` // as a shell would say it
	Text   string `json:"text,omitempty"`
}

// The exit statuses for a program that could not be prepared, and those of shells
// for one that could not be run and one that was not found.
const (
	StatusUnprepared = 125
	StatusNotRun     = 126
	StatusNotFound   = 127
)
