package sockets_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/sockets"
)

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:D431 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 100 0 0 10 0
   2: 0000000000000000FFFF00000100007F:D432 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001 0 3
   3: 0100007F 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 4
   4: 01007F:1 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 5
   5: 0100007F:D433 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  me        0 6
`

func TestIn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "[]",
		table: "[{127.0.0.1:8080 0.0.0.0:0 true 0} {127.0.0.1:54321 127.0.0.1:8080 false 1000} " +
			"{[::ffff:127.0.0.1]:54322 [::ffff:127.0.0.1]:8080 false 1001}]",
	} {
		if got := fmt.Sprint(slices.Collect(sockets.In(strings.NewReader(text)))); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func FuzzIn(f *testing.F) {
	f.Add(table)
	f.Fuzz(func(t *testing.T, text string) {
		for socket := range sockets.In(strings.NewReader(text)) {
			if !socket.Local.IsValid() || !socket.Remote.IsValid() {
				t.Errorf("%v has no address", socket)
			}
		}
	})
}
