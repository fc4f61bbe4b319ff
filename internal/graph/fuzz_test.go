package graph_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/azimuthid/azimuth/internal/graph"
	"github.com/azimuthid/azimuth/internal/resource"
)

// FuzzSearch reads whatever comes, and evaluates what can be read.
func FuzzSearch(f *testing.F) {
	for _, clause := range []string{``, `"displayName:a"`, `"displayName:a" AND "mail:b" OR "x:y"`, `"a:b:c"`, `"a:b" "c:d"`, `"a:b" OR`, `AND "a:b"`, `"`} {
		f.Add(clause)
	}
	f.Fuzz(func(t *testing.T, clause string) {
		holds, err := graph.ParseSearch(clause)
		if err != nil {
			if resource.AsError(err).Kind != resource.KindInvalid {
				t.Errorf("%q: %v", clause, err)
			}
			return
		}
		// What never holds, joined by OR before a clause of one term, leaves its
		// meaning; joined by AND it takes it away.
		yes := holds(subject)
		if strings.Count(clause, `"`) != 2 {
			return
		}
		for joint, want := range map[string]bool{"OR": yes, "AND": false} {
			joined, err := graph.ParseSearch(`"displayName:no such word" ` + joint + " " + clause)
			if err != nil || joined(subject) != want {
				t.Errorf("%s after %s and what never holds: want %v (%v)", clause, joint, want, err)
			}
		}
	})
}

// FuzzCertificate reads whatever is sent as a certificate; what can be read is
// read again from its own bytes, in each form.
func FuzzCertificate(f *testing.F) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<31, 0)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range forms(der) {
		f.Add(text)
	}
	f.Add("-----BEGIN CERTIFICATE-----")
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		read, err := graph.ReadCertificate(text)
		if err != nil {
			return
		}
		for _, form := range forms(read) {
			if again, err := graph.ReadCertificate(form); err != nil || !bytes.Equal(again, read) {
				t.Errorf("%q is read as %x, and that as %x (%v)", text, read, again, err)
			}
		}
	})
}

// forms are the texts in which a certificate may be sent.
func forms(der []byte) []string {
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return []string{base64.StdEncoding.EncodeToString(der), string(text), base64.StdEncoding.EncodeToString(text)}
}
