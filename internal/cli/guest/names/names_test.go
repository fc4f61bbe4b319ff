package names_test

import (
	"fmt"
	"net/netip"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/azimuthid/azimuth/internal/cli/guest/names"
)

var table = names.Table{Address: netip.MustParseAddr("127.1.2.3"), Names: []string{"management.azure.com"}, Hostname: "app"}

func TestFiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, got, want string }{
		{"hosts", string(table.Hosts([]byte("127.0.0.1 localhost\n"))), "127.1.2.3 management.azure.com\n127.0.1.1 app\n127.0.0.1 localhost\n"},
		{"resolver", string(names.Resolver([]byte("nameserver 9.9.9.9\nsearch a b\noptions ndots:2"), "192.0.0.1")), "nameserver 192.0.0.1\nsearch a b\noptions ndots:2\n"},
		{"resolver without a server", string(names.Resolver([]byte("nameserver 9.9.9.9\n"), "")), ""},
		{"switch", string(names.Switch([]byte("passwd: files\nhosts: resolve [!UNAVAIL=return] files\n"))), "passwd: files\nhosts: files dns\n"},
		{"servers", fmt.Sprint(names.Servers([]byte("# x\nnameserver 127.0.0.53\nnameserver\n# y\nnameserver ::1\nnameserver x\n"))), "[127.0.0.53:53 [::1]:53]"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.name, test.got, test.want)
		}
	}
}

func question(t *testing.T, name string, kind dnsmessage.Type) []byte {
	t.Helper()
	m := dnsmessage.Message{Header: dnsmessage.Header{ID: 7, RecursionDesired: true}, Questions: []dnsmessage.Question{{Name: dnsmessage.MustNewName(name), Type: kind, Class: dnsmessage.ClassINET}}}
	packed, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		kind    dnsmessage.Type
		answers int // -1 where the question is for others
	}{
		{"management.azure.com.", dnsmessage.TypeA, 1},
		{"West.Management.Azure.com.", dnsmessage.TypeA, 1},
		{"management.azure.com.", dnsmessage.TypeAAAA, 0},
		{"notmanagement.azure.com.", dnsmessage.TypeA, -1},
		{"azure.com.", dnsmessage.TypeA, -1},
	} {
		packed := table.Answer(question(t, test.name, test.kind))
		if packed == nil {
			if test.answers >= 0 {
				t.Errorf("%s: no answer", test.name)
			}
			continue
		}
		var m dnsmessage.Message
		if err := m.Unpack(packed); err != nil || m.ID != 7 || !m.Response || len(m.Answers) != test.answers {
			t.Errorf("%s: %v (%v)", test.name, m, err)
		}
		for _, a := range m.Answers {
			if a.Body.(*dnsmessage.AResource).A != [4]byte{127, 1, 2, 3} {
				t.Errorf("%s: %v", test.name, a)
			}
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte("\x00\x07\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01"))
	f.Fuzz(func(t *testing.T, question []byte) {
		if answer := table.Answer(question); answer != nil {
			var m dnsmessage.Message
			if err := m.Unpack(answer); err != nil {
				t.Error(err)
			}
		}
	})
}
