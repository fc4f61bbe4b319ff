package httpstatus

import (
	"net/http"
	"strings"
)

// Name is a status as Azure's codes have it: "Created", "BadRequest".
func Name(status int) string { return strings.ReplaceAll(http.StatusText(status), " ", "") }
