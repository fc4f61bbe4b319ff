package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// Error is an answer that is not 2xx.
type Error struct {
	Status  int
	Code    string // Resource Manager's or the token service's, "" for neither
	Message string
}

func (e *Error) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("the server answered %d: %s", e.Status, e.Message)
	}
	return e.Code + ": " + e.Message
}

// IsMissing reports whether err says that there is no such resource.
func IsMissing(err error) bool {
	refused, ok := errors.AsType[*Error](err)
	return ok && refused.Status == http.StatusNotFound
}

// HasCode reports whether err is an answer with the code.
func HasCode(err error, code string) bool {
	refused, ok := errors.AsType[*Error](err)
	return ok && refused.Code == code
}

// refusal reads an answer's error in the form of Resource Manager
// ({"error":{"code","message"}}) or of the token service ({"error","error_description"}).
func refusal(status int, text []byte) *Error {
	var body struct {
		Error       json.RawMessage `json:"error"`
		Description string          `json:"error_description"`
	}
	failed := &Error{Status: status, Message: string(text)}
	if json.Unmarshal(text, &body) != nil {
		return failed
	}
	var object struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	var code string
	switch {
	case json.Unmarshal(body.Error, &object) == nil && object.Code != "":
		failed.Code, failed.Message = object.Code, object.Message
	case json.Unmarshal(body.Error, &code) == nil && code != "":
		failed.Code, failed.Message = code, body.Description
	}
	return failed
}
