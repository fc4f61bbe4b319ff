package replay

import (
	"encoding/json"
	"net/http"
	"strings"
)

// comesLater reports whether the operations that the exchanges before this one
// began had ended when it was recorded: it is a write, which Azure took, or a
// poll or a read that shows the end.
func (e Exchange) comesLater() bool {
	if e.Method != http.MethodGet && e.Method != http.MethodHead {
		return true
	}
	if operation(e.path()) == "" {
		return !running(e.Response)
	}
	var poll struct{ Status string }
	_ = json.Unmarshal(e.Response, &poll) // results of operations have no body
	return e.Status != http.StatusAccepted && poll.Status != "InProgress"
}

// running reports whether a body shows a resource on which an operation runs.
func running(body json.RawMessage) bool {
	for _, state := range []string{"Creating", "Updating", "Deleting"} {
		if strings.Contains(string(body), `"provisioningState": "`+state) || strings.Contains(string(body), `"provisioningState":"`+state) {
			return true
		}
	}
	return false
}
