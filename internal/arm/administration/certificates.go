package administration

import (
	"context"
	"net/http"

	"github.com/azimuthid/azimuth/internal/arm"
	"github.com/azimuthid/azimuth/internal/resource"
)

// Certificates are those of services beside the server.
type Certificates interface {
	// IssueCertificate makes a certificate of the server's authority for hosts, and its
	// key, both in PEM. Errors are fit for the caller.
	IssueCertificate(hosts []string) (certificate, key []byte, err error)
}

func certificateRoutes(c Certificates) []arm.Route {
	return []arm.Route{{
		Method: http.MethodPost, Pattern: "/providers/Azimuth/certificates/issue", Action: "Azimuth/certificates/issue/action",
		Do: func(_ context.Context, call *arm.Call) (*arm.Response, error) {
			body, err := call.ReadObject()
			if err != nil {
				return nil, err
			}
			hosts, err := hostsOf(body)
			if err != nil {
				return nil, err
			}
			certificate, key, err := c.IssueCertificate(hosts)
			if err != nil {
				return nil, err
			}
			return arm.JSON(http.StatusOK, map[string]any{"certificate": string(certificate), "privateKey": string(key)}), nil
		},
	}}
}

func hostsOf(body map[string]any) ([]string, error) {
	list, _ := body["hosts"].([]any)
	hosts := make([]string, 0, len(list))
	for _, element := range list {
		if host, ok := element.(string); ok {
			hosts = append(hosts, host)
		}
	}
	if len(hosts) == 0 || len(hosts) != len(list) {
		return nil, resource.Invalid("InvalidHosts", "The member 'hosts' must be a list of names and addresses such as [\"localhost\"].")
	}
	return hosts, nil
}
