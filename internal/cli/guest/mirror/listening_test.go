package mirror_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/azimuthid/azimuth/internal/cli/guest/mirror"
)

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   2: 3500007F:0035 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   3: 0807090A:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   4: 0100007F:1F92 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
`

const table6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:1538 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   2: 0000000000000000FFFF00000100007F:0051 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
`

func TestListening(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		table:            "[127.0.0.1:8080 127.0.0.1:22 127.0.0.53:53]",
		table6:           "[[::1]:5432 127.0.0.1:80 [::1]:80 127.0.0.1:81]",
		"":               "[]",
		"a b c d\nx y 0": "[]",
	} {
		if got := fmt.Sprint(mirror.Listening(strings.NewReader(text))); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func FuzzListening(f *testing.F) {
	f.Add(table)
	f.Add(table6)
	f.Fuzz(func(t *testing.T, text string) {
		for _, at := range mirror.Listening(strings.NewReader(text)) {
			if !at.Addr().IsLoopback() {
				t.Errorf("%s is not loopback", at)
			}
		}
	})
}
