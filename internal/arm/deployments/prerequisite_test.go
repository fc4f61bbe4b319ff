package deployments_test

import "net/http"

// prepareQuickstart makes what a template takes as being there already, under the
// names that its parameters are made to have. Types that only the keeping server
// takes are tried on both.
func prepareQuickstart(w *world, name, group string) {
	p := prerequisites{w, group}
	switch name {
	case "application-workloads__guacamole__guacamole-rdp-vnc-gateway-existing-vnet":
		p.network(group, "fitexistingvirtualnetworkname", "fitexistingsubnetname")
	case "application-workloads__kemp__kemp-loadmaster-multinic":
		p.network(p.group("fitexistingvirtualnetworkresourcegroup"), "fitexistingvirtualnetworkname", "fitexistingsubnetname1", "fitexistingsubnetname2")
	case "application-workloads__rds__rds-deployment-existing-ad":
		p.network(p.group("fitadvnetrg"), "fitadvnetname", "fitadsubnetname")
	case "quickstarts__microsoft.compute__vmss-win-existing-vnet":
		p.network(group, "fitexistingvnetname", "fitexistingsubnetname")
	case "quickstarts__microsoft.authorization__rbac-builtinrole-multiplevms":
		for _, machine := range []string{"fitvirtualmachinename0", "fitvirtualmachinename1", "fitvirtualmachinename2", "fitvirtualmachinename3"} {
			p.machine(machine)
		}
	case "quickstarts__microsoft.compute__vm-domain-join-existing":
		for _, machine := range []string{"client01", "client02", "client03", "client04"} {
			p.machine(machine)
		}
	case "quickstarts__microsoft.compute__vm-sql-existing-keyvault-update":
		p.machine("fitexistingvirtualmachinename")
	case "quickstarts__microsoft.compute__encrypt-running-linux-vm-without-aad", "quickstarts__microsoft.compute__encrypt-running-windows-vm-without-aad":
		p.machine("fitvmname")
		p.kept(p.group("fitkeyvaultresourcegroup")+"/providers/Microsoft.KeyVault/vaults/fitkeyvaultname", `{"location":"westus"}`)
	case "quickstarts__microsoft.compute__vm-sql-existing-autobackup-update":
		p.machine("fitexistingvirtualmachinename")
		p.kept(group+"/providers/Microsoft.Storage/storageAccounts/fitsqlautobackupstorageaccountname", `{"location":"westus"}`)
	case "modules__microsoft.resources__deploymentScripts__copyBlob__0.9":
		p.kept(group+"/providers/Microsoft.Storage/storageAccounts/fitstorageaccountname", `{"location":"westus"}`)
	case "quickstarts__microsoft.compute__list-storage-keys-windows-vm":
		p.kept(group+"/providers/Microsoft.Storage/storageAccounts/fitcustomscriptstorageaccountname", `{"location":"westus"}`)
	case "quickstarts__microsoft.compute__vm-monitoring-diagnostics-extension":
		p.kept(p.group("fitexistingdiagnosticsstorageresourcegroup")+"/providers/Microsoft.Storage/storageAccounts/fitexistingdiagnosticsstorageaccountname", `{"location":"westus"}`)
	case "quickstarts__microsoft.databricks__databricks-vnet-for-vnet-injection-with-nat-gateway":
		p.put(group+"/providers/Microsoft.Network/networkSecurityGroups/given?api-version=2023-11-01", `{"location":"westus"}`)
	case "quickstarts__microsoft.network__reserved-ip":
		p.put(p.group("fitexistingripresourcegroupname")+"/providers/Microsoft.Network/publicIPAddresses/fitexistingripname?api-version=2023-11-01",
			`{"location":"westus","properties":{"publicIPAllocationMethod":"Static"}}`)
	case "quickstarts__microsoft.network__traffic-manager-add-external-endpoint":
		p.kept(group+"/providers/Microsoft.Network/trafficManagerProfiles/fitexistingtmprofilename", `{"location":"global"}`)
	}
}

type prerequisites struct {
	w  *world
	rg string
}

func (p prerequisites) put(address, body string) { p.w.Must(http.MethodPut, address, body) }

// kept makes a resource of a type that is not served, where that can be kept.
func (p prerequisites) kept(id, body string) {
	p.w.Do(http.MethodPut, id+"?api-version=2020-01-01", body)
}

func (p prerequisites) group(name string) string {
	id := p.w.Subscription() + "/resourceGroups/" + name
	p.put(id+apiVersion, `{"location":"westus"}`)
	return id
}

func (p prerequisites) network(group, name string, subnets ...string) {
	body := `{"location":"westus","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/16"]},"subnets":[`
	for i, subnet := range subnets {
		if i > 0 {
			body += ","
		}
		body += `{"name":"` + subnet + `","properties":{"addressPrefix":"10.0.` + string(rune('0'+i)) + `.0/24"}}`
	}
	p.put(group+"/providers/Microsoft.Network/virtualNetworks/"+name+"?api-version=2023-11-01", body+`]}}`)
}

func (p prerequisites) machine(name string) {
	p.put(p.rg+"/providers/Microsoft.Compute/virtualMachines/"+name+"?api-version=2024-07-01",
		`{"location":"westus","properties":{"hardwareProfile":{"vmSize":"Standard_B1s"},"storageProfile":{},"networkProfile":{}}}`)
}
