// Package loopback points the Azure SDK at a server on this machine, and keeps
// it from reaching anything else.
package loopback

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
)

// Audience is the audience of Resource Manager's tokens that the SDK asks for in
// the public cloud.
const Audience = "https://management.core.windows.net/"

// Cloud is the cloud that consists of one server, given by the origins of its
// Resource Manager and of its token service. audience is what clients name as
// the audience of their tokens, such as Audience.
func Cloud(resourceManager, login, audience string) cloud.Configuration {
	return cloud.Configuration{
		ActiveDirectoryAuthorityHost: login + "/",
		Services: map[cloud.ServiceName]cloud.ServiceConfiguration{
			cloud.ResourceManager: {Audience: audience, Endpoint: resourceManager},
		},
	}
}

// Client is an HTTP client like the SDK's own (proxy and roots of trust come from
// the environment), but for addresses beyond loopback, which it refuses to dial.
func Client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dial,
		ForceAttemptHTTP2:   true,
		TLSHandshakeTimeout: time.Minute,
		MaxIdleConnsPerHost: 16,
	}}
}

// dial refuses names, too: a name's addresses would have to be asked for.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("%s is not a loopback address: is HTTP_PROXY set?", address)
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}
