// The template that a form comes to: what "Create" deploys and "Download a
// template" saves. The password is a parameter and never in the template.
import { type Form, images, type Kind, usesPassword } from "./form";

export interface Built {
  template: Record<string, unknown>;
  parameters: Record<string, { value: unknown }>;
}

const computeVersion = "2024-07-01";
const networkVersion = "2024-05-01";

export function build(kind: Kind, form: Form): Built {
  const secret = usesPassword(form) ? "adminPassword" : "sshPublicKey";
  const network = form.network === "" ? newNetwork(form) : [];
  const dependsOn = form.network === "" ? [`[resourceId('Microsoft.Network/virtualNetworks', '${form.name}-vnet')]`] : [];
  const fullType = kind === "machine" ? "Microsoft.Compute/virtualMachines" : "Microsoft.Compute/virtualMachineScaleSets";
  const resources = kind === "machine" ? machine(form, dependsOn) : [scaleSet(form, dependsOn)];
  return {
    template: {
      $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      contentVersion: "1.0.0.0",
      parameters: {
        location: { type: "string", defaultValue: "[resourceGroup().location]" },
        adminUsername: { type: "string" },
        [secret]: { type: secret === "adminPassword" ? "securestring" : "string" },
      },
      resources: [...network, ...resources],
      outputs: form.system ? { principalId: { type: "string", value: `[reference(resourceId('${fullType}', '${form.name}'), '${computeVersion}', 'full').identity.principalId]` } } : {},
    },
    parameters: {
      location: { value: form.location },
      adminUsername: { value: form.username },
      [secret]: { value: secret === "adminPassword" ? form.password : form.sshKey.trim() },
    },
  };
}

function common(form: Form) {
  const tags = Object.fromEntries(form.tags.filter((tag) => tag.name !== "").map((tag) => [tag.name, tag.value]));
  return { location: "[parameters('location')]", ...(Object.keys(tags).length > 0 ? { tags } : {}) };
}

function newNetwork(form: Form) {
  return [
    {
      type: "Microsoft.Network/virtualNetworks",
      apiVersion: networkVersion,
      name: `${form.name}-vnet`,
      ...common(form),
      properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] }, subnets: [{ name: "default", properties: { addressPrefix: "10.0.0.0/24" } }] },
    },
  ];
}

function subnet(form: Form) {
  return { id: form.network === "" ? `[resourceId('Microsoft.Network/virtualNetworks/subnets', '${form.name}-vnet', 'default')]` : `${form.network}/subnets/${form.subnet}` };
}

function identity(form: Form) {
  const type = [form.system && "SystemAssigned", form.users.length > 0 && "UserAssigned"].filter(Boolean).join(", ");
  if (type === "") {
    return {};
  }
  return { identity: { type, ...(form.users.length > 0 ? { userAssignedIdentities: Object.fromEntries(form.users.map((id) => [id, {}])) } : {}) } };
}

function storage(form: Form) {
  return { imageReference: images[form.image]?.reference, osDisk: { createOption: "FromImage", managedDisk: { storageAccountType: "Premium_LRS" } } };
}

function access(form: Form) {
  const adminUsername = "[parameters('adminUsername')]";
  if (usesPassword(form)) {
    return { adminUsername, adminPassword: "[parameters('adminPassword')]" };
  }
  return {
    adminUsername,
    linuxConfiguration: { disablePasswordAuthentication: true, ssh: { publicKeys: [{ path: `/home/${form.username}/.ssh/authorized_keys`, keyData: "[parameters('sshPublicKey')]" }] } },
  };
}

function machine(form: Form, dependsOn: string[]) {
  return [
    {
      type: "Microsoft.Network/networkInterfaces",
      apiVersion: networkVersion,
      name: `${form.name}-nic`,
      ...common(form),
      dependsOn,
      properties: { ipConfigurations: [{ name: "ipconfig1", properties: { subnet: subnet(form), privateIPAllocationMethod: "Dynamic" } }] },
    },
    {
      type: "Microsoft.Compute/virtualMachines",
      apiVersion: computeVersion,
      name: form.name,
      ...common(form),
      ...identity(form),
      dependsOn: [`[resourceId('Microsoft.Network/networkInterfaces', '${form.name}-nic')]`],
      properties: {
        hardwareProfile: { vmSize: form.size },
        storageProfile: storage(form),
        osProfile: { computerName: form.name, ...access(form) },
        networkProfile: { networkInterfaces: [{ id: `[resourceId('Microsoft.Network/networkInterfaces', '${form.name}-nic')]` }] },
      },
    },
  ];
}

function scaleSet(form: Form, dependsOn: string[]) {
  return {
    type: "Microsoft.Compute/virtualMachineScaleSets",
    apiVersion: computeVersion,
    name: form.name,
    ...common(form),
    ...identity(form),
    sku: { name: form.size, tier: "Standard", capacity: form.instances },
    dependsOn,
    properties: {
      orchestrationMode: "Uniform",
      upgradePolicy: { mode: form.upgradeMode },
      virtualMachineProfile: {
        storageProfile: storage(form),
        osProfile: { computerNamePrefix: form.name, ...access(form) },
        networkProfile: {
          networkInterfaceConfigurations: [{ name: `${form.name}-nic`, properties: { primary: true, ipConfigurations: [{ name: "ipconfig1", properties: { primary: true, subnet: subnet(form) } }] } }],
        },
      },
    },
  };
}
