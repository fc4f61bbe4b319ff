// A resource group of one test, as the administrator has it, and what the tests
// put into it.
import { randomUUID } from "node:crypto";

import { administrator, azimuth, finish, newClients } from "./clients.mjs";

// Where everything is made.
export const location = "westus";

// What no read may show.
export const password = "myPassword12";

// The built-in roles, whose ids are the same everywhere.
export const reader = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
export const managedIdentityOperator = "f1a07417-d97a-45cb-824c-7a7467783830";

const image = { publisher: "MicrosoftWindowsServer", offer: "WindowsServer", sku: "2016-Datacenter", version: "latest" };

export class Site {
  // Makes the resource group. urls gets the address of every request.
  static async make(name, urls) {
    const site = new Site();
    Object.assign(site, newClients(administrator(), urls), { name });
    site.id = (await site.resources.resourceGroups.createOrUpdate(name, { location })).id;
    return site;
  }

  // A user-assigned identity.
  identity(name) {
    return this.msi.userAssignedIdentities.createOrUpdate(this.name, name, { location });
  }

  // The id of a virtual network's subnet.
  async subnet() {
    const network = await finish(
      this.network.virtualNetworks.createOrUpdate(this.name, "network", {
        location,
        addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
        subnets: [{ name: "subnet", addressPrefix: "10.0.0.0/24" }],
      }),
    );
    return network.subnets[0].id;
  }

  // A network interface.
  card(name, subnet) {
    return finish(
      this.network.networkInterfaces.createOrUpdate(this.name, name, {
        location,
        ipConfigurations: [{ name: "first", subnet: { id: subnet } }],
      }),
    );
  }

  // Gives a principal a role, at the group where no scope is given.
  assign(role, principalId, scope = this.id) {
    return this.authorization.roleAssignments.create(scope, randomUUID(), { roleDefinitionId: roleId(role), principalId });
  }
}

export function roleId(role) {
  return `/subscriptions/${azimuth.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}

// A virtual machine as one sends it.
export function newMachine(card, identity) {
  return {
    location,
    identity,
    hardwareProfile: { vmSize: "Standard_D2_v2" },
    storageProfile: {
      imageReference: image,
      osDisk: { createOption: "FromImage", caching: "ReadWrite", managedDisk: { storageAccountType: "Standard_LRS" } },
      dataDisks: [0, 1].map((lun) => ({ lun, createOption: "Empty", diskSizeGB: 1023 })),
    },
    osProfile: { computerName: "myVM", adminUsername: "azureuser", adminPassword: password },
    networkProfile: { networkInterfaces: [{ id: card, primary: true }] },
  };
}

// A scale set as one sends it.
export function newScaleSet(subnet, identity, capacity = 1) {
  return {
    location,
    identity,
    sku: { name: "Standard_D1_v2", tier: "Standard", capacity },
    overprovision: true,
    upgradePolicy: { mode: "Automatic" },
    virtualMachineProfile: {
      storageProfile: {
        imageReference: image,
        osDisk: { createOption: "FromImage", managedDisk: { storageAccountType: "Standard_LRS" } },
      },
      osProfile: { computerNamePrefix: "myVMSS", adminUsername: "azureuser", adminPassword: password },
      networkProfile: {
        networkInterfaceConfigurations: [
          { name: "myVMSS", primary: true, enableIPForwarding: true, ipConfigurations: [{ name: "myVMSS", subnet: { id: subnet } }] },
        ],
      },
    },
  };
}

// The two kinds of machines, with the same calls: their identity members have
// one form. make is to be called first.
export const kinds = {
  "virtual machine": async (site) => {
    const card = await site.card("card", await site.subnet());
    return host(site.compute.virtualMachines, site, (identity) => newMachine(card.id, identity), ["--vm", "machine"]);
  },
  "scale set": async (site) => {
    const subnet = await site.subnet();
    return host(site.compute.virtualMachineScaleSets, site, (identity) => newScaleSet(subnet, identity), ["--vmss", "machine", "--instance", "0"]);
  },
};

function host(operations, site, body, selectors) {
  const name = "machine";
  return {
    selectors: ["--resource-group", site.name, ...selectors], // of `azimuth env`
    put: (identity) => finish(operations.createOrUpdate(site.name, name, body(identity))),
    patch: (update, options) => finish(operations.update(site.name, name, update, options)),
    get: (clients = site) => {
      const group = operations === site.compute.virtualMachines ? "virtualMachines" : "virtualMachineScaleSets";
      return clients.compute[group].get(site.name, name);
    },
    remove: () => finish(operations.delete(site.name, name)),
    list: () => operations.list(site.name),
  };
}
