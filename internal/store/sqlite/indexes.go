package sqlite

import (
	"encoding/binary"
	"errors"

	"github.com/azimuthid/azimuth/internal/resource"
)

// encodeIndexes is the form in which a document's row holds its index values:
// for each the name's length and the name, then the value's length doubled, plus
// one where it is unique, and the value. Lengths are varints, in bytes. No
// values are nil.
func encodeIndexes(indexes []resource.Index) []byte {
	if len(indexes) == 0 {
		return nil
	}
	size := 0
	for _, x := range indexes {
		size += 2*binary.MaxVarintLen32 + len(x.Name) + len(x.Value)
	}
	b := make([]byte, 0, size)
	for _, x := range indexes {
		b = binary.AppendUvarint(b, uint64(len(x.Name)))
		b = append(b, x.Name...)
		length := uint64(len(x.Value)) << 1
		if x.Unique {
			length |= 1
		}
		b = binary.AppendUvarint(b, length)
		b = append(b, x.Value...)
	}
	return b
}

var errIndexes = errors.New("a document's index values are damaged")

// decodeIndexes reads what encodeIndexes wrote.
func decodeIndexes(b []byte) ([]resource.Index, error) {
	var indexes []resource.Index
	for len(b) > 0 {
		var x resource.Index
		length, rest, err := cutUvarint(b)
		if err != nil || length > uint64(len(rest)) {
			return nil, errIndexes
		}
		x.Name, b = string(rest[:length]), rest[length:]
		length, rest, err = cutUvarint(b)
		if err != nil || length>>1 > uint64(len(rest)) {
			return nil, errIndexes
		}
		x.Value, x.Unique, b = string(rest[:length>>1]), length&1 == 1, rest[length>>1:]
		indexes = append(indexes, x)
	}
	return indexes, nil
}

func cutUvarint(b []byte) (n uint64, rest []byte, err error) {
	n, size := binary.Uvarint(b)
	if size <= 0 {
		return 0, nil, errIndexes
	}
	return n, b[size:], nil
}
