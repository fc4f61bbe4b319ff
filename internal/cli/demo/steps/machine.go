package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/azimuthid/azimuth/internal/cli/client"
	"github.com/azimuthid/azimuth/internal/cli/demo"
)

const resourceManager = "https://management.azure.com"

// tokenAddress is where a machine on Azure finds its metadata service. It is
// reached through the machine's proxy and never directly.
const tokenAddress = "http://169.254.169.254/metadata/identity/oauth2/token"

func machineToken(ctx context.Context, s session) (any, error) {
	return s.ask(ctx, s.getenv(demo.VarResource), s.getenv(demo.VarClientID))
}

// ask gets a token from the metadata service; a refusal is a result.
func (s session) ask(ctx context.Context, audience, clientID string) (demo.Token, error) {
	proxy, err := url.Parse(s.getenv(demo.VarProxy))
	if err != nil || proxy.Host == "" {
		return demo.Token{}, errors.New(demo.VarProxy + " must name the machine's metadata service")
	}
	query := url.Values{"api-version": {"2018-02-01"}, "resource": {audience}}
	if clientID != "" {
		query.Set("client_id", clientID)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, tokenAddress+"?"+query.Encode(), nil)
	if err != nil {
		return demo.Token{}, err
	}
	request.Header.Set("Metadata", "true")
	transport := &http.Transport{Proxy: http.ProxyURL(proxy)}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport, Timeout: 10 * time.Second}).Do(request)
	if err != nil {
		return demo.Token{}, err
	}
	defer func() { _ = response.Body.Close() }() // all that matters was read
	var answer struct {
		AccessToken string `json:"access_token"`
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&answer); err != nil {
		return demo.Token{}, fmt.Errorf("the metadata service answered %d and no JSON: %w", response.StatusCode, err)
	}
	if response.StatusCode != http.StatusOK {
		return demo.Token{Error: fmt.Sprintf("%d %s: %s", response.StatusCode, answer.Error, answer.Description)}, nil
	}
	return demo.Token{Token: answer.AccessToken}, nil
}

func readScaleSet(ctx context.Context, s session) (any, error) {
	token := s.getenv(demo.VarToken)
	if token == "" {
		got, err := s.ask(ctx, resourceManager, "")
		if err != nil {
			return nil, err
		}
		if got.Error != "" {
			return nil, errors.New("no token: " + got.Error)
		}
		token = got.Token
	}
	var set struct{ Name string }
	err := s.client.WithToken(token).Get(ctx, s.scaleSet(), computeVersion, &set)
	if refused, ok := errors.AsType[*client.Error](err); ok {
		return demo.Read{Status: refused.Status, Code: refused.Code, Message: refused.Message}, nil
	}
	return demo.Read{Status: http.StatusOK, Name: set.Name}, err
}
