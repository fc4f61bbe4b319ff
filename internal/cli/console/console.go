package console

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// Console writes lines for people.
type Console struct {
	w    io.Writer
	rich bool
}

// New makes a console that uses colour and a spinner where w is a terminal that
// has them and the user did not decline (NO_COLOR, TERM=dumb).
func New(w io.Writer) *Console {
	file, ok := w.(*os.File)
	return &Console{w: w, rich: ok && isTerminal(file) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Style is how a piece of text looks on a terminal.
type Style string

// The styles, as SGR parameters.
const (
	Bold  Style = "1"
	Dim   Style = "2"
	Green Style = "32"
	Red   Style = "31"
	Cyan  Style = "36"
)

// Paint is the text in a style, or as it is where there is no terminal.
func (c *Console) Paint(style Style, text string) string {
	if !c.rich {
		return text
	}
	return "\x1b[" + string(style) + "m" + text + "\x1b[0m"
}

// Linef writes a line.
func (c *Console) Linef(format string, args ...any) {
	_, _ = fmt.Fprintf(c.w, format+"\n", args...) // nobody is left to tell
}

// Done writes a line about something that was done.
func (c *Console) Done(text string) { c.Linef("%s %s", c.Paint(Green, "✓"), text) }

// Failed writes a line about something that was not done.
func (c *Console) Failed(text string) { c.Linef("%s %s", c.Paint(Red, "✗"), text) }

const frames = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"

// Spin shows on a terminal that text is being done, until stop is called; the
// line is gone then. Nothing else may be written meanwhile.
func (c *Console) Spin(text string) (stop func()) {
	if !c.rich {
		return func() {}
	}
	quit, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		tick := time.NewTicker(80 * time.Millisecond)
		defer tick.Stop()
		all := []rune(frames)
		for i := 0; ; i++ {
			_, _ = fmt.Fprintf(c.w, "\r%s %s\x1b[K", c.Paint(Cyan, string(all[i%len(all)])), text)
			select {
			case <-tick.C:
			case <-quit:
				_, _ = fmt.Fprint(c.w, "\r\x1b[K")
				return
			}
		}
	}()
	return sync.OnceFunc(func() { close(quit); <-gone })
}
