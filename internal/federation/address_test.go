package federation_test

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/federation"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]struct{ public, private bool }{
		"203.0.114.1:443":                  {true, true},
		"[2606:4700::1111]:443":            {true, true},
		"127.0.0.1:443":                    {false, true},
		"127.8.9.10:443":                   {false, true},
		"10.1.2.3:443":                     {false, true},
		"172.16.0.1:443":                   {false, true},
		"192.168.1.1:443":                  {false, true},
		"[::1]:443":                        {false, true},
		"[fd00::1]:443":                    {false, true},
		"[::ffff:127.0.0.1]:443":           {false, true},
		"[::ffff:10.0.0.1]:443":            {false, true},
		"[::ffff:203.0.114.1]:443":         {true, true},
		"169.254.169.254:443":              {false, false},
		"[::ffff:169.254.169.254]:443":     {false, false},
		"169.254.0.1:443":                  {false, false},
		"168.63.129.16:443":                {false, false},
		"[fe80::1]:443":                    {false, false},
		"[fe80::1%eth0]:443":               {false, false},
		"0.0.0.0:443":                      {false, false},
		"[::]:443":                         {false, false},
		"224.0.0.1:443":                    {false, false},
		"[ff02::1]:443":                    {false, false},
		"255.255.255.255:443":              {false, false},
		"0.1.2.3:443":                      {false, false},
		"100.64.0.1:443":                   {false, false},
		"198.18.0.1:443":                   {false, false},
		"[64:ff9b::7f00:1]:443":            {false, false},
		"[2002:7f00:1::]:443":              {false, false},
		"[::127.0.0.1]:443":                {false, false},
		"[2001:0:4136:e378:8000:63bf::]:1": {false, false},
		"2130706433:443":                   {false, false},
		"localhost:443":                    {false, false},
		"":                                 {false, false},
	} {
		if got := federation.CheckAddress(address, false) == nil; got != want.public {
			t.Errorf("%q: %v, want %v", address, got, want.public)
		}
		if got := federation.CheckAddress(address, true) == nil; got != want.private {
			t.Errorf("%q, private hosts allowed: %v, want %v", address, got, want.private)
		}
	}
}
