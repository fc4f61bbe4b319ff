package deployments

import (
	"errors"
	"fmt"

	"github.com/azimuthid/azimuth/internal/resource"
	"github.com/azimuthid/azimuth/internal/template"
)

// violation is the protocol's form of what is wrong with a template. Errors that
// are none of the template's are returned as they are.
func violation(err error) error {
	wrong, ok := errors.AsType[*template.Error](err)
	if !ok {
		return err
	}
	code := wrong.Code
	if code == "" {
		code = "InvalidTemplate"
	}
	e := resource.Invalid(code, "%s", wrong.Message)
	if code == "InvalidTemplate" {
		e.Message = fmt.Sprintf("Deployment template validation failed: '%s'.", wrong.Message)
	}
	e.Info = []resource.ErrorInfo{{Type: "TemplateViolation", Info: map[string]any{
		"lineNumber": wrong.Line, "linePosition": wrong.Column, "path": wrong.Path,
	}}}
	return e
}
