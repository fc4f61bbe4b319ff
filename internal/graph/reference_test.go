package graph_test

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/graph"
	"github.com/azimuthid/azimuth/internal/resource"
)

const anID = "11111111-0000-4000-8000-00000000000a"

func TestReference(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://graph.microsoft.com/v1.0/directoryObjects/" + anID:                         anID,
		"https://localhost:8443/v1.0/directoryObjects/11111111-0000-4000-8000-00000000000A": anID,
		"https://localhost:8443/graph/v1.0/users/" + anID:                                   anID,
		"https://localhost:8443/v1.0/directoryObjects('" + anID + "')":                      anID,
		"https://localhost:8443/v1.0/servicePrincipals/" + anID + "/":                       anID,
		"directoryObjects/" + anID:                                                          anID,
		anID:                                                                                "",
		"https://localhost:8443/v1.0/applications/" + anID:                                  "",
		"https://localhost:8443/v1.0/directoryObjects/x":                                    "",
		"https://localhost:8443/v1.0/directoryObjects(" + anID:                              "",
		"://": "",
		"":    "",
	} {
		got, err := graph.ReadReference(address)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", address, got, err)
		}
	}
}

func FuzzReference(f *testing.F) {
	f.Add("https://graph.microsoft.com/v1.0/directoryObjects/" + anID)
	f.Add("users('" + anID + "')")
	f.Fuzz(func(t *testing.T, address string) {
		id, err := graph.ReadReference(address)
		if err == nil && !resource.IsGUID(id) {
			t.Errorf("%q is taken for %q", address, id)
		}
	})
}
