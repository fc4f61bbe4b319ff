package administration

import (
	"context"
	"net/http"
	"time"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/document"
)

// SignInCode is a one-time code with which a user signs in.
type SignInCode struct {
	User    string // user principal name
	Code    string
	Expires time.Time
}

// People are who sign in.
type People interface {
	// NewSignInCode makes a one-time code for the user with a user principal
	// name; for "", the administrator's own user, which is made where there is none.
	NewSignInCode(ctx context.Context, user string) (SignInCode, error)
}

// mayBeAnybody is the right to have one-time codes: whoever may give roles at
// the root could be any user anyway.
const mayBeAnybody = "Microsoft.Authorization/roleAssignments/write"

func peopleRoutes(people People) []arm.Route {
	return []arm.Route{{
		Method: http.MethodPost, Pattern: "/providers/Azimuth/signInCodes", Action: mayBeAnybody,
		Do: func(ctx context.Context, c *arm.Call) (*arm.Response, error) {
			body, err := c.ReadObject()
			if err != nil {
				return nil, err
			}
			code, err := people.NewSignInCode(ctx, document.String(body, "user"))
			if err != nil {
				return nil, err
			}
			return arm.JSON(http.StatusOK, map[string]any{
				"user": code.User, "code": code.Code, "expires": code.Expires.UTC().Format(time.RFC3339),
			}), nil
		},
	}}
}
