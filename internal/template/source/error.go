package source

import "fmt"

// Error says what is wrong with a text, and where. Its words are Newtonsoft.Json's.
type Error struct {
	Message string // such as "Unexpected end when reading JSON."
	Line    int    // from 1
	Column  int    // in characters (UTF-16 units) from 1; see Node
	Path    string // of the value begun last, such as "resources[0].name"
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s Path '%s', line %d, position %d.", e.Message, e.Path, e.Line, e.Column)
}
