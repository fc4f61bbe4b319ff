package authorization

import (
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/rbac"
	"github.com/azimuthid/azimuth/internal/resource"
)

// conditionVersion is the only version of conditions that there is.
const conditionVersion = "2.0"

// checkCondition refuses a malformed condition of an assignment or a permission,
// and one in another version than 2.0, which is what is meant where none is
// given. (Microsoft's "FAQ for Azure role assignment conditions".)
func checkCondition(object map[string]any) error {
	condition, err := conditionText(object, "condition")
	if err != nil {
		return err
	}
	version, err := conditionText(object, "conditionVersion")
	if err != nil {
		return err
	}
	if version != "" && version != conditionVersion {
		return invalidCondition("its version '" + version + "' is not '" + conditionVersion + "'")
	}
	if condition == "" {
		return nil
	}
	if err := rbac.CheckCondition(condition); err != nil {
		return invalidCondition(err.Error())
	}
	object["conditionVersion"] = conditionVersion
	return nil
}

func conditionText(object map[string]any, member string) (string, error) {
	value, _, _ := document.Member(object, member)
	text, ok := value.(string)
	if !ok && value != nil {
		return "", invalidCondition("'" + member + "' is no text")
	}
	return text, nil
}

func invalidCondition(why string) error {
	return resource.Invalid("InvalidRoleAssignmentCondition", "The given role assignment condition is invalid: %s.", why)
}
