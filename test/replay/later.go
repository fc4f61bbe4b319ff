package replay

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// comesLater reports whether the operations that the exchanges before this one
// began had ended when it was recorded: it is a write, which Azure took, or a
// poll or a read that shows the end.
func (e Exchange) comesLater() bool {
	if e.Method != http.MethodGet && e.Method != http.MethodHead {
		return !e.cancels()
	}
	if operation(e.path()) == "" {
		return !running(e.Response)
	}
	var poll struct{ Status string }
	_ = json.Unmarshal(e.Response, &poll) // results of operations have no body
	return e.Status != http.StatusAccepted && !slices.Contains(unfinished, poll.Status)
}

// begins reports whether a poll shows an operation that waited at first as running.
func (e Exchange) begins() bool {
	var poll struct{ Status string }
	return operation(e.path()) != "" && json.Unmarshal(e.Response, &poll) == nil && poll.Status == "Running"
}

// cancels reports whether the request stopped a deployment, which was still running.
func (e Exchange) cancels() bool {
	return e.Status == http.StatusNoContent && strings.HasSuffix(strings.ToLower(e.path()), "/cancel")
}

// tooEarly reports whether the request was refused because the directory had not
// spread a new principal yet.
func (e Exchange) tooEarly() bool {
	code, _ := errorOf(e.Response)
	return code == "PrincipalNotFound"
}

// Lags reports whether the recording was made while the directory took its time
// to spread new principals: a role that it refused was given a moment later.
func (r Recording) Lags() bool {
	refused := make(map[string]bool)
	for _, e := range r.Exchanges {
		switch {
		case e.tooEarly():
			refused[keyOf(e.path())] = true
		case e.Status < http.StatusBadRequest && refused[keyOf(e.path())]:
			return true
		}
	}
	return false
}

// unfinished are the states of operations, and of resources on which one runs.
var unfinished = []string{"InProgress", "Accepted", "Running", "Creating", "Updating", "Deleting"}

// running reports whether a body shows a resource on which an operation runs.
func running(body json.RawMessage) bool {
	for _, state := range unfinished {
		if strings.Contains(string(body), `"provisioningState": "`+state) || strings.Contains(string(body), `"provisioningState":"`+state) {
			return true
		}
	}
	return false
}
