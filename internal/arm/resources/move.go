package resources

import (
	"context"
	"strings"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
	"github.com/azimuthid/azimuth/internal/resource"
)

// refuseMove answers moveResources and validateMoveResources: resources stay
// where they were made.
func refuseMove(ctx context.Context, c *arm.Call) (*arm.Response, error) {
	if _, err := c.Load(ctx); err != nil {
		return nil, err
	}
	body, err := c.ReadObject()
	if err != nil {
		return nil, err
	}
	var types []string
	for _, value := range document.Array(body, "resources") {
		text, _ := value.(string)
		id, err := resource.ParseID(text)
		if err != nil {
			return nil, err
		}
		types = append(types, id.Type())
	}
	return nil, resource.Conflict("ResourceMoveNotSupported", "Resource move is not supported for resource types '%s'.", strings.Join(types, ","))
}
