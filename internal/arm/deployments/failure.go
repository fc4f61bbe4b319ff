package deployments

import (
	"encoding/json"

	"github.com/azimuthid/azimuth/internal/resource"
)

// storedError is an error in the form in which answers show it, and rows keep it.
type storedError struct {
	Code    string        `json:"code"`
	Message string        `json:"message"`
	Target  string        `json:"target"`
	Details []storedError `json:"details"`
	Info    []struct {
		Type string         `json:"type"`
		Info map[string]any `json:"info"`
	} `json:"additionalInfo"`
}

// readFailure reads the error of a row. Its kind does not matter any more.
func readFailure(text json.RawMessage) (*resource.Error, error) {
	var stored storedError
	if err := json.Unmarshal(text, &stored); err != nil {
		return nil, err
	}
	e := stored.error()
	return &e, nil
}

func (s storedError) error() resource.Error {
	e := resource.Error{Kind: resource.KindConflict, Code: s.Code, Message: s.Message, Target: s.Target}
	for _, detail := range s.Details {
		e.Details = append(e.Details, detail.error())
	}
	for _, info := range s.Info {
		e.Info = append(e.Info, resource.ErrorInfo{Type: info.Type, Info: info.Info})
	}
	return e
}
