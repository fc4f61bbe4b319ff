package terminal

import (
	"os"
	"os/signal"
)

// Catch takes the signals of this process: from here on a signal means the program,
// also one that comes before the program is there.
func Catch() chan os.Signal {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, forwarded...)
	return signals
}

// Follow passes signals on until a program has ended, unless they came to it too.
func Follow(signals <-chan os.Signal, ended <-chan error, pass func(os.Signal)) error {
	for {
		select {
		case s := <-signals:
			if !reachesGroup(s) {
				pass(s)
			}
		case err := <-ended:
			return err
		}
	}
}
