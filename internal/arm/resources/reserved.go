package resources

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// The words that names may not be, contain or begin with (Microsoft, "Resolve
// reserved resource name errors").
var (
	reservedWhole = strings.Fields("access azure bing bizspark biztalk cortana directx dotnet dynamics excel exchange forefront groove hololens " +
		"hyperv kinect lync msdn o365 office office365 onedrive onenote outlook powerpoint sharepoint skype visio visualstudio")
	reservedAnywhere = []string{"microsoft", "windows"}
	reservedAtStart  = []string{"login", "xbox"}
)

// checkResourceName says whether a name may be used for a resource that is
// reached from outside.
func checkResourceName(_ context.Context, c *arm.Call) (*arm.Response, error) {
	body, err := c.ReadObject()
	if err != nil {
		return nil, err
	}
	name, kind := document.String(body, "name"), document.String(body, "type")
	if name == "" || kind == "" {
		return nil, resource.Invalid("InvalidRequestContent", "The request content was invalid and could not be deserialized: 'The properties 'name' and 'type' are required.'.")
	}
	status := "Allowed"
	if isReservedName(name) {
		status = "Reserved"
	}
	return arm.JSON(http.StatusOK, map[string]any{"name": name, "type": kind, "status": status}), nil
}

func isReservedName(name string) bool {
	name = strings.ToLower(name)
	return slices.Contains(reservedWhole, name) ||
		slices.ContainsFunc(reservedAnywhere, func(word string) bool { return strings.Contains(name, word) }) ||
		slices.ContainsFunc(reservedAtStart, func(word string) bool { return strings.HasPrefix(name, word) })
}
