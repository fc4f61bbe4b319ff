package graph

import (
	"net/http"

	"github.com/azimuthid/azimuth/internal/directory"
)

// revokeSessions ends all sign-ins of a user.
func (x *exchange) revokeSessions() (*reply, error) { return x.endSessions(x.keys[0]) }

// revokeMySessions ends all sign-ins of who asks.
func (x *exchange) revokeMySessions() (*reply, error) {
	return x.endSessions(segment{text: x.caller.id})
}

func (x *exchange) endSessions(key segment) (*reply, error) {
	ctx := x.request.Context()
	found, err := userEntity.find(ctx, x.directory, key)
	if err != nil {
		return nil, err
	}
	err = x.directory.Change(ctx, func(c *directory.Change) error {
		d, err := c.Existing(ctx, found.Key, key.text)
		if err != nil {
			return err
		}
		u, err := directory.ParseUser(d)
		if err != nil {
			return err
		}
		c.EndSessions(u)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &reply{status: http.StatusOK, body: map[string]any{"@odata.context": x.root + "/" + version + "/$metadata#Edm.Boolean", "value": true}}, nil
}
