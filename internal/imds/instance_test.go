package imds_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azimuthid/azimuth/internal/identity"
	"github.com/azimuthid/azimuth/internal/resource"
)

const (
	network  = group + "/providers/Microsoft.Network/"
	machines = group + "/providers/Microsoft.Compute/"
)

// record writes a resource, and under a handle where it is a machine.
func (w *world) record(r resource.Record, indexes ...resource.Index) {
	w.t.Helper()
	w.write(r.Document(indexes...))
}

// furnished is a world with a virtual machine and an instance that have all that
// is told of machines, and the handles of both.
func furnished(t *testing.T) (w *world, vm, inSet string) {
	w = newWorld(t)
	w.record(resource.Record{ID: network + "virtualNetworks/net/subnets/s", Type: "Microsoft.Network/virtualNetworks/subnets", Properties: json.RawMessage(`{"addressPrefix":"10.0.0.0/20"}`)})
	w.record(resource.Record{ID: network + "publicIPAddresses/ip", Type: "Microsoft.Network/publicIPAddresses", Properties: json.RawMessage(`{}`), Server: json.RawMessage(`{"address":"203.0.113.1"}`)})
	w.record(resource.Record{ID: network + "networkInterfaces/nic", Type: "Microsoft.Network/networkInterfaces", Properties: json.RawMessage(`{"macAddress":"00-0D-3A-01-02-03","ipConfigurations":[
		{"name":"four","properties":{"privateIPAddress":"10.0.0.4","subnet":{"id":"` + network + `virtualNetworks/net/subnets/S"},"publicIPAddress":{"id":"` + network + `publicIPAddresses/ip"}}},
		{"name":"six","properties":{"privateIPAddress":"fd00::4","subnet":{"id":"` + network + `virtualNetworks/net/subnets/s"}}}]}`)})
	w.record(resource.Record{
		ID: machines + "virtualMachines/app", Type: "Microsoft.Compute/virtualMachines", Location: "westeurope",
		Tags: map[string]string{"b": "2", "a": "1"}, Members: map[string]json.RawMessage{"zones": json.RawMessage(`["3"]`), "plan": json.RawMessage(`{"name":"n","product":"o","publisher":"p"}`)},
		Properties: json.RawMessage(`{"vmId":"app","hardwareProfile":{"vmSize":"Standard_B1s"},"priority":"Spot","evictionPolicy":"Deallocate","userData":"dXNlcg==","licenseType":"L",
			"osProfile":{"adminUsername":"me","computerName":"host","customData":"c2VjcmV0","adminPassword":"secret","linuxConfiguration":{"disablePasswordAuthentication":true,"ssh":{"publicKeys":[{"path":"/k","keyData":"ssh-rsa <&>"}]}}},
			"securityProfile":{"securityType":"TrustedLaunch","uefiSettings":{"secureBootEnabled":true,"vTpmEnabled":true}},
			"storageProfile":{"imageReference":{"publisher":"Canonical","offer":"jammy","sku":"22_04","version":"latest","exactVersion":"22.04.1"},
				"osDisk":{"name":"os","osType":"Linux","diskSizeGB":30,"caching":"ReadWrite","managedDisk":{"id":"/d","storageAccountType":"Premium_LRS"}},
				"dataDisks":[{"lun":0,"name":"data","diskSizeGB":10}]},
			"networkProfile":{"networkInterfaces":[{"id":"` + network + `networkInterfaces/nic"},{"id":"` + network + `networkInterfaces/gone"}]}}`),
	}, w.handles.Index("app"))
	w.record(resource.Record{ID: machines + "virtualMachineScaleSets/web", Type: "Microsoft.Compute/virtualMachineScaleSets", Identity: identity.Assigned{}.Document()})
	w.record(resource.Record{
		ID: machines + "virtualMachineScaleSets/web/virtualMachines/7", Type: identity.InstanceType, Location: "westeurope",
		Properties: json.RawMessage(`{"vmId":"seven","osProfile":{"computerName":"web000007"},"networkProfileConfiguration":{"networkInterfaceConfigurations":[{"name":"other","properties":{}},{"name":"nic","properties":{"primary":true}}]}}`),
		Server:     json.RawMessage(`{"leases":[{"interface":"nic","subnet":"` + network + `virtualNetworks/net/subnets/s","address":"10.0.0.9"}]}`),
	}, w.handles.Index("seven"))
	return w, w.handles.Of("app"), w.handles.Of("seven")
}

func TestInstanceElements(t *testing.T) {
	t.Parallel()
	w, vm, inSet := furnished(t)
	for _, test := range []struct{ handle, path, want string }{
		{vm, "", "compute/\nnetwork/"},
		{vm, "compute/name", "app"},
		{vm, "Compute/VMSize/", "Standard_B1s"},
		{vm, "compute/location", "westeurope"},
		{vm, "compute/resourceGroupName", "RG"},
		{vm, "compute/resourceId", machines + "virtualMachines/app"},
		{vm, "compute/tags", "a:1;b:2"},
		{vm, "compute/tagsList", "0/\n1/"},
		{vm, "compute/tagsList/1", "name\nvalue"},
		{vm, "compute/tagsList/1/value", "2"},
		{vm, "compute/zone", "3"},
		{vm, "compute/plan/product", "o"},
		{vm, "compute/userData", "dXNlcg=="},
		{vm, "compute/customData", ""},
		{vm, "compute/version", "22.04.1"},
		{vm, "compute/storageProfile/osDisk/diskSizeGB", "30"},
		{vm, "compute/storageProfile/dataDisks/0/lun", "0"},
		{vm, "compute/securityProfile/secureBootEnabled", "true"},
		{vm, "compute/securityProfile/encryptionAtHost", "false"},
		{vm, "compute/osProfile/disablePasswordAuthentication", "true"},
		{vm, "compute/publicKeys/0/keyData", "ssh-rsa <&>"},
		{vm, "compute/vmScaleSetName", ""},
		{vm, "network/interface", "0/"},
		{vm, "network/interface/0/macAddress", "000D3A010203"},
		{vm, "network/interface/0/ipv4/ipAddress/0/publicIpAddress", "203.0.113.1"},
		{vm, "network/interface/0/ipv4/subnet/0/prefix", "20"},
		{vm, "network/interface/0/ipv6/ipAddress/0/privateIpAddress", "fd00::4"},
		{inSet, "compute/name", "web_7"},
		{inSet, "compute/vmScaleSetName", "web"},
		{inSet, "compute/virtualMachineScaleSet/id", machines + "virtualMachineScaleSets/web"},
		{inSet, "compute/platformFaultDomain", "2"},
		{inSet, "network/interface/0/ipv4/ipAddress/0/privateIpAddress", "10.0.0.9"},
		{inSet, "network/interface/1/ipv4/ipAddress", ""},
	} {
		got := w.get("/vm/"+test.handle+"/metadata/instance/"+test.path+"?api-version=2025-04-07&format=text", "Metadata", "true")
		if got.Code != http.StatusOK || got.Body.String() != test.want || !strings.HasPrefix(got.Header().Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %d %q, want %q", test.path, got.Code, got.Body, test.want)
		}
	}
}

func TestInstanceAsJSON(t *testing.T) {
	t.Parallel()
	w, vm, _ := furnished(t)
	got := w.get("/vm/"+vm+"/metadata/instance/network?api-version=2021-02-01", "Metadata", "true")
	want := `{"interface":[{"ipv4":{"ipAddress":[{"privateIpAddress":"10.0.0.4","publicIpAddress":"203.0.113.1"}],"subnet":[{"address":"10.0.0.0","prefix":"20"}]},"ipv6":{"ipAddress":[{"privateIpAddress":"fd00::4","publicIpAddress":""}]},"macAddress":"000D3A010203"}]}`
	if diff := cmp.Diff(want, got.Body.String()); diff != "" {
		t.Error(diff)
	}
	whole := w.get("/vm/"+vm+"/metadata/instance?api-version=2025-04-07", "Metadata", "true").Body.String()
	for _, secret := range []string{"c2VjcmV0", `"secret"`} {
		if strings.Contains(whole, secret) {
			t.Errorf("the document tells %s", secret)
		}
	}
	if !strings.Contains(whole, `"keyData":"ssh-rsa <&>"`) {
		t.Error("characters are written as HTML needs them")
	}
}

// A virtual machine in a Flexible scale set tells of it.
func TestInstanceInAFlexibleScaleSet(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.record(resource.Record{
		ID: machines + "virtualMachines/web_0123abcd", Type: "Microsoft.Compute/virtualMachines", Location: "westeurope",
		Properties: json.RawMessage(`{"vmId":"flex","virtualMachineScaleSet":{"id":"` + machines + `virtualMachineScaleSets/web"}}`),
		Server:     json.RawMessage(`{"fleet":{"number":4,"model":1,"domain":2}}`),
	}, w.handles.Index("flex"))
	for path, want := range map[string]string{
		"name":                      "web_0123abcd",
		"resourceId":                machines + "virtualMachines/web_0123abcd",
		"vmScaleSetName":            "web",
		"virtualMachineScaleSet/id": machines + "virtualMachineScaleSets/web",
		"platformFaultDomain":       "2",
	} {
		got := w.get("/vm/"+w.handles.Of("flex")+"/metadata/instance/compute/"+path+"?api-version=2025-04-07&format=text", "Metadata", "true")
		if got.Code != http.StatusOK || got.Body.String() != want {
			t.Errorf("%s: %d %q, want %q", path, got.Code, got.Body, want)
		}
	}
}

// An older version does not have what came later.
func TestInstanceVersions(t *testing.T) {
	t.Parallel()
	w, vm, _ := furnished(t)
	for _, test := range []struct{ version, want string }{
		{"2017-04-02", "location\nname\noffer\nosType\nplatformFaultDomain\nplatformUpdateDomain\npublisher\nsku\nversion\nvmId\nvmSize"},
		{"2017-08-01", "location\nname\noffer\nosType\nplacementGroupId\nplatformFaultDomain\nplatformUpdateDomain\npublisher\nresourceGroupName\nsku\nsubscriptionId\ntags\nversion\nvmId\nvmSize"},
	} {
		got := w.get("/vm/"+vm+"/metadata/instance/compute?format=text&api-version="+test.version, "Metadata", "true")
		if diff := cmp.Diff(test.want, got.Body.String()); diff != "" {
			t.Errorf("%s: %s", test.version, diff)
		}
	}
}

func TestInstanceRefusals(t *testing.T) {
	t.Parallel()
	w, vm, _ := furnished(t)
	for _, test := range []struct {
		name, target, metadata string
		status                 int
		want                   string
	}{
		{"no version", "/vm/" + vm + "/metadata/instance", "true", 400, `"newest-versions":["2025-04-07","2024-07-17","2024-03-15"]`},
		{"a version that was never published", "/vm/" + vm + "/metadata/instance?api-version=2019-08-16", "true", 400, "newest-versions"},
		{"no header", "/vm/" + vm + "/metadata/instance?api-version=2021-02-01", "", 400, "Required metadata header not specified"},
		{"a leaf as JSON", "/vm/" + vm + "/metadata/instance/compute/name?api-version=2021-02-01", "true", 400, "format=text"},
		{"another form", "/vm/" + vm + "/metadata/instance?api-version=2021-02-01&format=xml", "true", 400, "json or text"},
		{"no such element", "/vm/" + vm + "/metadata/instance/compute/nothing?api-version=2021-02-01", "true", 404, "does not exist"},
		{"beneath a leaf", "/vm/" + vm + "/metadata/instance/compute/name/more?api-version=2021-02-01&format=text", "true", 404, "does not exist"},
		{"out of a list", "/vm/" + vm + "/metadata/instance/network/interface/1?api-version=2021-02-01", "true", 404, "does not exist"},
		{"an element that came later", "/vm/" + vm + "/metadata/instance/compute/userData?api-version=2020-12-01&format=text", "true", 404, "does not exist"},
		{"nobody", "/metadata/instance?api-version=2021-02-01", "true", 400, "Identity not found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var headers []string
			if test.metadata != "" {
				headers = []string{"Metadata", test.metadata}
			}
			got := w.get(test.target, headers...)
			if got.Code != test.status || !strings.Contains(got.Body.String(), test.want) {
				t.Errorf("%d %s", got.Code, got.Body)
			}
		})
	}
}
