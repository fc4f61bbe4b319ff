package server_test

import (
	"testing"

	"github.com/azimuthid/azimuth/internal/server/servertest"
)

func TestSmoke(t *testing.T) {
	w := servertest.Start(t, nil)
	rg := w.Subscription() + "/resourceGroups/rg"
	t.Log(w.Must("PUT", rg+"?api-version=2021-04-01", map[string]any{"location": "West US"}).Body)
	t.Log(w.Must("PUT", rg+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id1?api-version=2023-01-31", map[string]any{"location": "westus"}).Body)
	t.Log(w.Must("PUT", rg+"/providers/Microsoft.Network/virtualNetworks/v?api-version=2023-11-01", `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[{"name":"s","properties":{"addressPrefix":"10.0.0.0/24"}}]}}`).Body)
	subnet := rg + "/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
	t.Log(w.Must("PUT", rg+"/providers/Microsoft.Network/networkInterfaces/n?api-version=2023-11-01", `{"location":"westus","properties":{"ipConfigurations":[{"name":"c","properties":{"subnet":{"id":"`+subnet+`"}}}]}}`).Body)
	vmss := rg + "/providers/Microsoft.Compute/virtualMachineScaleSets/ss"
	t.Log(w.Must("PUT", vmss+"?api-version=2018-06-01", `{"sku":{"tier":"Standard","capacity":3,"name":"Standard_D1_v2"},"location":"eastus","identity":{"type":"SystemAssigned"},"properties":{"overprovision":true,"virtualMachineProfile":{"storageProfile":{"imageReference":{"sku":"2016-Datacenter","publisher":"MicrosoftWindowsServer","version":"latest","offer":"WindowsServer"},"osDisk":{"caching":"ReadWrite","managedDisk":{"storageAccountType":"Standard_LRS"},"createOption":"FromImage"}},"osProfile":{"computerNamePrefix":"myVMSS","adminUsername":"azureuser","adminPassword":"myPassword12"},"networkProfile":{"networkInterfaceConfigurations":[{"name":"myVMSS","properties":{"primary":true,"enableIPForwarding":true,"ipConfigurations":[{"name":"myVMSS","properties":{"subnet":{"id":"`+subnet+`"}}}]}}]}},"upgradePolicy":{"mode":"Manual"}}}`).Body)
	t.Log(w.Must("GET", vmss+"/virtualMachines?api-version=2024-07-01", nil).Body)
	h := w.Handle(vmss + "/virtualMachines/0")
	t.Log(w.MachineToken(h, ""))
	t.Log(w.Do("GET", "/subscriptions?api-version=2021-01-01", nil))
	t.Log(w.Must("GET", rg+"/resources?api-version=2021-04-01", nil).Body)
	t.Log(w.Must("GET", subnet+"?api-version=2021-02-01", nil).Body)
	t.Log(w.Do("DELETE", rg+"?api-version=2021-04-01", nil))
	t.Log(w.MachineToken(h, ""))
}
