package wire

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
