package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/azimuthid/azimuth/internal/resource"
)

// Machine is one virtual machine or scale-set instance as its own metadata
// service sees it at a moment.
type Machine struct {
	// ID is the virtual machine, or the instance of a scale set.
	ID resource.ID
	// Host is the resource that carries the identity: the virtual machine
	// itself, or the scale set of an instance. Tokens name it.
	Host     resource.ID
	Location string
	// Identity is what the machine may get tokens for now: what the model that
	// was applied to it holds, without what was taken away since, and without
	// identities whose principals are gone.
	Identity Assigned
}

// HandleIndex is the index under which a machine's document is found by the
// digest of its handle.
const HandleIndex = "machine"

// Handles makes the secret names by which machines are known to the metadata
// service. A handle gives the machine's tokens to whoever holds it, so it is
// derived from a key and never stored: the store knows only its digest.
type Handles struct{ key []byte }

// NewHandles makes handles from a secret key of at least 32 bytes.
func NewHandles(key []byte) Handles { return Handles{key: key} }

// Of is the handle of the machine with this vmId: 64 characters that stand in a
// URL's path or user name as they are, without capitals: MSAL for Node.js writes
// the URL that it is given in lower case.
func (h Handles) Of(vmID string) string {
	mac := hmac.New(sha256.New, h.key)
	mac.Write([]byte("machine:" + vmID))
	return hex.EncodeToString(mac.Sum(nil))
}

// Index is the entry by which the document of the machine with this vmId is found.
func (h Handles) Index(vmID string) resource.Index {
	return resource.Index{Name: HandleIndex, Value: HandleDigest(h.Of(vmID)), Unique: true}
}

// MachineIn is the vmId of the machine or instance that a document is; false for
// any other document.
func MachineIn(d resource.Document) (vmID string, ok bool) {
	if d.Kind != strings.ToLower(MachineType) && d.Kind != strings.ToLower(InstanceType) {
		return "", false
	}
	var machine struct {
		Properties struct {
			VMID string `json:"vmId"`
		} `json:"properties"`
	}
	err := json.Unmarshal(d.Body, &machine)
	return machine.Properties.VMID, err == nil && machine.Properties.VMID != ""
}

// HandleDigest is what stands in the index for a handle.
func HandleDigest(handle string) string {
	digest := sha256.Sum256([]byte(handle))
	return hex.EncodeToString(digest[:])
}
