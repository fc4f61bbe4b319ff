package server_test

import (
	"fmt"
	"net/http"
	"testing"
)

// One member in two cases could be one thing to the check of a right and
// another to the write: what is checked must be what is done.
func TestMembersInTwoCases(t *testing.T) {
	t.Parallel()
	w := startTwoGroups(t, nil)
	nic := func(group string) string {
		id := group + "/providers/Microsoft.Network/networkInterfaces/nic"
		w.Must(http.MethodPut, id+"?api-version=2024-07-01", fmt.Sprintf(`{"location":"westus","properties":{"ipConfigurations":[{"name":"c","properties":{"subnet":{"id":%q}}}]}}`, w.network(group)+"/subnets/s"))
		return id
	}
	mine, other := nic(w.a), nic(w.b)
	profile := func(name, id string) string {
		return fmt.Sprintf(`%q:{"networkInterfaces":[{"id":%q}]}`, name, id)
	}
	w.unchanged(t, func() {
		for range 20 { // maps have no order: a choice by chance would be seen
			for _, body := range []string{
				`{"properties":{` + profile("NetworkProfile", mine) + `,` + profile("NETWORKPROFILE", other) + `}}`,
				`{"properties":{` + profile("networkprofile", mine) + `,` + profile("networkProfile", other) + `}}`,
				`{"Properties":{` + profile("networkProfile", mine) + `},"PROPERTIES":{` + profile("networkProfile", other) + `}}`,
			} {
				refused(t, w.As(w.ann, http.MethodPatch, w.machine(w.a)+"?api-version=2024-07-01", body))
			}
		}
	})
}
