package client

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/azimuthid/azimuth/internal/arm/administration"
	"github.com/azimuthid/azimuth/internal/snapshot"
)

const stateVersion = "2022-12-01"

// State is the text of the server's state, with history or without.
func (c *Client) State(ctx context.Context, history bool) ([]byte, error) {
	var text json.RawMessage
	path := administration.StatePath + "?history=" + strconv.FormatBool(history)
	err := c.Call(ctx, http.MethodGet, path, stateVersion, nil, &text)
	return text, err
}

// LoadState replaces the server's state.
func (c *Client) LoadState(ctx context.Context, loaded snapshot.Snapshot) error {
	text, err := loaded.Text()
	if err != nil {
		return err
	}
	return c.Call(ctx, http.MethodPut, administration.StatePath, stateVersion, json.RawMessage(text), nil)
}

// ResetState takes the server back to its beginning.
func (c *Client) ResetState(ctx context.Context) error {
	return c.Call(ctx, http.MethodPost, administration.StatePath+"/reset", stateVersion, nil, nil)
}
