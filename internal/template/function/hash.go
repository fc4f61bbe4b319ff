package function

import (
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"strings"

	"github.com/azimuthid/azimuth/internal/template/value"
)

// hashes are the functions that make the same short text of the same long ones.
func hashes() []Function {
	return []Function{
		{Name: "guid", Min: 1, Max: Any, Does: guid},
		{Name: "uniqueString", Min: 1, Max: Any, Does: uniqueString},
	}
}

// joined are arguments that all have to be strings, with hyphens between them.
func joined(name string, args []any) (string, error) {
	parts, size := make([]string, len(args)), 0
	for i, arg := range args {
		s, ok := arg.(string)
		if !ok {
			return "", refuse(name, "The template language function '%s' expects its parameters to be of type 'String'. A provided value is of type '%s'.", name, value.TypeName(arg))
		}
		parts[i] = s
		if size += len(s); size > 4*maxText {
			return "", tooLong(name, size)
		}
	}
	return strings.Join(parts, "-"), nil
}

// guidNamespace is the name space of Azure's version 5 UUIDs.
var guidNamespace = [16]byte{0x11, 0xfb, 0x06, 0xfb, 0x71, 0x2d, 0x4d, 0xdd, 0x98, 0xc7, 0xe7, 0x1b, 0xbd, 0x58, 0x88, 0x30}

func guid(args []any) (any, error) {
	s, err := joined("guid", args)
	if err != nil {
		return nil, err
	}
	h := sha1.New()
	h.Write(guidNamespace[:])
	h.Write([]byte(s))
	u := h.Sum(nil)[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	x := hex.EncodeToString(u)
	return x[:8] + "-" + x[8:12] + "-" + x[12:16] + "-" + x[16:20] + "-" + x[20:], nil
}

// uniqueString is a hash of 64 bits in thirteen letters and digits, the highest
// five bits first.
func uniqueString(args []any) (any, error) {
	s, err := joined("uniqueString", args)
	if err != nil {
		return nil, err
	}
	h := murmur64([]byte(s))
	out := make([]byte, 13)
	for i := range out {
		out[i] = "abcdefghijklmnopqrstuvwxyz234567"[h>>59]
		h <<= 5
	}
	return string(out), nil
}

// murmur64 is Azure's own variant of MurmurHash3, which works in two lanes of 32 bits.
func murmur64(data []byte) uint64 {
	const c1, c2 = 597399067, 2869860233
	var h1, h2 uint32
	size := uint32(len(data))
	one := func(k uint32) uint32 { return bits.RotateLeft32(k*c1, 15) * c2 }
	two := func(k uint32) uint32 { return bits.RotateLeft32(k*c2, 17) * c1 }
	for ; len(data) >= 8; data = data[8:] {
		h1 = (bits.RotateLeft32(h1^one(binary.LittleEndian.Uint32(data)), 19)+h2)*5 + 1444728091
		h2 = (bits.RotateLeft32(h2^two(binary.LittleEndian.Uint32(data[4:])), 13)+h1)*5 + 197830471
	}
	if len(data) > 0 {
		var tail [8]byte
		copy(tail[:], data)
		h1 ^= one(binary.LittleEndian.Uint32(tail[:]))
		if len(data) > 4 {
			h2 ^= two(binary.LittleEndian.Uint32(tail[4:]))
		}
	}
	h1 ^= size
	h2 ^= size
	h1 += h2
	h2 += h1
	h1, h2 = mix(h1), mix(h2)
	h1 += h2
	h2 += h1
	return uint64(h2)<<32 | uint64(h1)
}

func mix(h uint32) uint32 {
	h = (h ^ h>>16) * 2246822507
	h = (h ^ h>>13) * 3266489909
	return h ^ h>>16
}
