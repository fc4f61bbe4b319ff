package template

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"

	"github.com/azimuthid/azimuth/internal/document"
)

// hash is the template's hash: a decimal unsigned 64-bit number, as Azure shows
// it. It is the same for the same template whatever its blanks, its comments and
// the order of its members. The number is not Azure's, whose way is not published.
func (t *Template) hash() string {
	sum := sha256.Sum256(document.Write(t.node.Tree()))
	return strconv.FormatUint(binary.BigEndian.Uint64(sum[:8]), 10)
}

// Hash is the templateHash of a template.
func (t *Template) Hash() string { return t.hash() }
