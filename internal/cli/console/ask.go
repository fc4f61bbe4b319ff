package console

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// ErrNoTerminal is Confirm's answer where nobody can be asked.
var ErrNoTerminal = errors.New("standard input is no terminal")

// Confirm asks the user at the terminal in whether to do something. Only yes, in
// any case, or y is a yes; the end of the input is nobody's answer.
func Confirm(in *os.File, out io.Writer, question string) (bool, error) {
	if !isTerminal(in) {
		return false, ErrNoTerminal
	}
	return ask(in, out, question)
}

func ask(in io.Reader, out io.Writer, question string) (bool, error) {
	if _, err := fmt.Fprintf(out, "%s [y/N] ", question); err != nil {
		return false, err
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	if err != nil {
		_, _ = fmt.Fprintln(out) // what follows stands on a line of its own
	}
	if errors.Is(err, io.EOF) && line == "" {
		return false, ErrNoTerminal // such as /dev/null, which looks like one
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return true, nil
	}
	return false, nil
}
