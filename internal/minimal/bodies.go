// Package minimal has the bodies of machines, and of the networks that they need,
// with the least that Azure asks for. It is for whoever wants a machine and does
// not mind which.
package minimal

// size is the smallest burstable size that Azure still offers everywhere.
const size = "Standard_B1s"

func storageProfile() map[string]any {
	return map[string]any{
		"imageReference": map[string]any{
			"publisher": "Canonical", "offer": "0001-com-ubuntu-server-jammy", "sku": "22_04-lts", "version": "latest",
		},
		"osDisk": map[string]any{"createOption": "FromImage", "managedDisk": map[string]any{"storageAccountType": "Standard_LRS"}},
	}
}

// osProfile names the computer, in the member that a machine or a scale set has
// for it. Nobody ever signs in: the machine is a process.
func osProfile(member, name string) map[string]any {
	return map[string]any{
		member: name, "adminUsername": "azureuser",
		"linuxConfiguration": map[string]any{"disablePasswordAuthentication": true},
	}
}

func ipConfiguration(subnet string) map[string]any {
	return map[string]any{"name": "ipconfig", "properties": map[string]any{"subnet": map[string]any{"id": subnet}}}
}

// SubnetName is the subnet that Network has.
const SubnetName = "default"

// Network is the properties of a virtual network with one subnet.
func Network() map[string]any {
	return map[string]any{
		"addressSpace": map[string]any{"addressPrefixes": []string{"10.0.0.0/16"}},
		"subnets":      []any{map[string]any{"name": SubnetName, "properties": map[string]any{"addressPrefix": "10.0.0.0/20"}}},
	}
}

// Interface is the properties of a network interface in the subnet with an id.
func Interface(subnet string) map[string]any {
	return map[string]any{"ipConfigurations": []any{ipConfiguration(subnet)}}
}

// VM is the body of a virtual machine without an identity, at the network
// interface with an id.
func VM(name, location, nic string) map[string]any {
	return map[string]any{
		"location": location,
		"properties": map[string]any{
			"hardwareProfile": map[string]any{"vmSize": size},
			"storageProfile":  storageProfile(),
			"osProfile":       osProfile("computerName", name),
			"networkProfile":  map[string]any{"networkInterfaces": []any{map[string]any{"id": nic}}},
		},
	}
}

// ScaleSet is the body of a scale set with upgrade mode Automatic and without an identity.
func ScaleSet(name, location, subnet string, capacity int) map[string]any {
	return map[string]any{
		"location": location,
		"sku":      map[string]any{"name": size, "tier": "Standard", "capacity": capacity},
		"properties": map[string]any{
			"upgradePolicy": map[string]any{"mode": "Automatic"},
			"virtualMachineProfile": map[string]any{
				"storageProfile": storageProfile(),
				"osProfile":      osProfile("computerNamePrefix", name),
				"networkProfile": map[string]any{"networkInterfaceConfigurations": []any{map[string]any{
					"name":       name + "-nic",
					"properties": map[string]any{"primary": true, "ipConfigurations": []any{ipConfiguration(subnet)}},
				}}},
			},
		},
	}
}
