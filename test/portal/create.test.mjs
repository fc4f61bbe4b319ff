// Rows W3 and W4 of the documentation: a machine and a scale set are created in
// steps, with their identities, and a template is pasted and deployed.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { roles } from "./azimuth.mjs";
import { Person, useWorld } from "./browser.mjs";

const world = useWorld();

const password = "myPassword12";

for (const { kind, path, label, type, name, instance } of [
  { kind: "virtual machine", path: "/create/machine", label: "Virtual machine name", type: "virtualMachines", name: "made-vm", instance: "" },
  { kind: "scale set", path: "/create/scaleset", label: "Scale set name", type: "virtualMachineScaleSets", name: "made-set", instance: "/virtualMachines/0" },
]) {
  test(`W3: a ${kind} is created with a system assigned and a user assigned identity`, async () => {
    const { azimuth, browser } = world;
    const shared = await azimuth.group(`w3-shared-${type.toLowerCase()}`);
    const user = await azimuth.identity(shared, `id-for-${name}`);
    const person = await Person.open(browser, azimuth);
    person.secrets.ADMIN_PASSWORD = password;
    const page = await person.go(path);
    await page.getByLabel("Name of the new resource group").fill(`w3-${type.toLowerCase()}`);
    await page.getByLabel(label).fill(name);
    await page.getByRole("button", { name: "Review + create" }).click();
    await page.getByText("Something is missing under Basics").waitFor();
    await page.getByRole("tab", { name: "Basics" }).click();
    await page.getByLabel("Password", { exact: false }).first().fill(password);
    await page.getByLabel("Confirm password").fill(password);
    await person.checkAccess("the step Basics");
    await page.getByRole("button", { name: "Next: Networking" }).click();
    await person.checkAccess("the step Networking");
    await page.getByRole("button", { name: "Next: Management" }).click();
    await page.getByRole("checkbox", { name: "Enable system assigned managed identity" }).check();
    await page.getByRole("checkbox", { name: `Select id-for-${name}` }).check();
    await person.checkAccess("the step Management");
    await page.getByRole("button", { name: "Next: Tags" }).click();
    await page.getByRole("button", { name: "Add tag" }).click();
    await page.getByLabel("Tag name").fill("made");
    await page.getByLabel("Tag value").fill("here");
    await page.getByRole("button", { name: "Review + create" }).click();
    await page.getByText("Validation passed").waitFor();
    await person.checkAccess("the step Review + create");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download a template" }).click();
    const template = readFileSync(await (await download).path(), "utf8");
    assert.ok(!template.includes(password), "the password is not in the template");
    assert.ok(JSON.parse(template).resources.some((resource) => resource.type === `Microsoft.Compute/${type}`));
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await page.getByText("Your deployment is complete").waitFor();

    const id = `${azimuth.subscription}/resourceGroups/w3-${type.toLowerCase()}/providers/Microsoft.Compute/${type}/${name}`;
    const made = await azimuth.arm("GET", id);
    assert.equal(made.identity.type, "SystemAssigned, UserAssigned");
    assert.deepEqual(Object.keys(made.identity.userAssignedIdentities).map((one) => one.toLowerCase()), [user.id.toLowerCase()]);
    assert.deepEqual(made.tags, { made: "here" });
    const own = await azimuth.machineToken(id + instance);
    assert.equal(JSON.parse(Buffer.from(own.access_token.split(".")[1], "base64url")).oid, made.identity.principalId);
    assert.equal((await azimuth.machineToken(id + instance, `&client_id=${user.properties.clientId}`)).status, 200);
    await page.getByRole("link", { name, exact: true }).first().waitFor();
    await person.checkAccess("the deployment");
    await person.finish();
  });
}

// With comments and trailing commas, as people write them: an identity with a
// role, and a machine that has it.
const template = `{
  // an identity, named by a parameter
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {
    "identityName": { "type": "string", "metadata": { "description": "What it is called" } },
    "purpose": { "type": "string", "defaultValue": "trial", "allowedValues": ["trial", "work"] },
    "adminPassword": { "type": "securestring", "defaultValue": "notThisOne12" },
  },
  "variables": { "reader": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${roles.reader}')]" },
  "resources": [
    {
      "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
      "apiVersion": "2023-01-31",
      "name": "[parameters('identityName')]",
      "location": "[resourceGroup().location]",
      "tags": { "purpose": "[parameters('purpose')]" },
    },
    {
      "type": "Microsoft.Authorization/roleAssignments",
      "apiVersion": "2022-04-01",
      "name": "[guid(resourceGroup().id, parameters('identityName'))]",
      "properties": { "roleDefinitionId": "[variables('reader')]", "principalType": "ServicePrincipal", "principalId": "[reference(parameters('identityName')).principalId]" },
    },
    {
      "type": "Microsoft.Network/networkInterfaces",
      "apiVersion": "2024-05-01",
      "name": "w4-nic",
      "location": "[resourceGroup().location]",
      "properties": { "ipConfigurations": [{ "name": "first", "properties": { "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'network', 'default')]" } } }] },
    },
    {
      "type": "Microsoft.Compute/virtualMachines",
      "apiVersion": "2024-07-01",
      "name": "w4-machine",
      "location": "[resourceGroup().location]",
      "identity": { "type": "UserAssigned", "userAssignedIdentities": { "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('identityName'))]": {} } },
      "dependsOn": ["[parameters('identityName')]", "w4-nic"],
      "properties": {
        "hardwareProfile": { "vmSize": "Standard_D2s_v3" },
        "storageProfile": { "imageReference": { "publisher": "Debian", "offer": "debian-12", "sku": "12-gen2", "version": "latest" }, "osDisk": { "createOption": "FromImage" } },
        "osProfile": { "computerName": "w4", "adminUsername": "azureuser", "adminPassword": "[parameters('adminPassword')]" },
        "networkProfile": { "networkInterfaces": [{ "id": "[resourceId('Microsoft.Network/networkInterfaces', 'w4-nic')]" }] },
      },
    },
  ],
  "outputs": { "principal": { "type": "string", "value": "[reference(parameters('identityName')).principalId]" } },
}
`;

test("W4: a template is pasted, previewed and deployed, and its machine's token reads what its role allows", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("w4");
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/deploy");
  await page.getByLabel("Resource group").selectOption({ label: "w4" });
  await page.getByLabel("Template").fill(template);
  await page.getByLabel("identityName").fill("from-a-template");
  await page.getByLabel("purpose").selectOption("work");
  await page.getByLabel("adminPassword").fill(password);
  person.secrets.ADMIN_PASSWORD = password;
  await page.getByRole("button", { name: "What if" }).click();
  await page.getByRole("listitem").filter({ hasText: "from-a-template" }).getByText("Create").waitFor();
  await person.checkAccess("the custom deployment");
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await page.getByText("Your deployment is complete").waitFor();
  const made = await azimuth.arm("GET", `${group.id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/from-a-template`);
  assert.deepEqual(made.tags, { purpose: "work" });
  const token = await azimuth.machineToken(`${group.id}/providers/Microsoft.Compute/virtualMachines/w4-machine`);
  assert.equal(azimuth.claims(token).oid, made.properties.principalId);
  const reads = await fetch(`${azimuth.origin}${group.id}?api-version=2022-09-01`, { headers: { Authorization: `Bearer ${token.access_token}` } });
  assert.equal(reads.status, 200, "the role that the template gives holds for the machine's token");
  const writes = await fetch(`${azimuth.origin}${group.id}?api-version=2022-09-01`, { method: "DELETE", headers: { Authorization: `Bearer ${token.access_token}` } });
  assert.equal(writes.status, 403);
  await page.getByRole("link", { name: "Outputs" }).click();
  await page.getByText(made.properties.principalId).waitFor();
  await page.getByRole("link", { name: "Inputs" }).click();
  await page.getByText("from-a-template").first().waitFor();
  await page.getByRole("link", { name: "Template", exact: true }).click();
  await page.getByText("contentVersion").waitFor();
  await person.finish();
});

test("what-if shows what a deployment would change, create and delete, and changes nothing", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("w4-preview");
  const kept = await azimuth.arm("PUT", `${group.id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/kept`, { location: "westus", tags: { purpose: "trial" } });
  await azimuth.identity(group, "left-out");
  const one = (name) => ({ type: "Microsoft.ManagedIdentity/userAssignedIdentities", apiVersion: "2023-01-31", name, location: "westus", tags: { purpose: "work" } });
  const person = await Person.open(browser, azimuth);
  const page = await person.go(`/deploy?group=${encodeURIComponent(group.id)}`);
  await page.getByLabel("Template").fill(JSON.stringify({ $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", contentVersion: "1.0.0.0", resources: [one("kept"), one("added")] }));
  await page.getByLabel("Mode").selectOption("Complete");
  await page.getByRole("button", { name: "What if" }).click();
  const changes = page.getByRole("region", { name: "What the deployment would change" }).getByRole("listitem");
  await changes.filter({ hasText: "kept" }).filter({ hasText: "Modify" }).getByText('~ tags.purpose: "trial" => "work"').waitFor();
  await changes.filter({ hasText: "added" }).filter({ hasText: "Create" }).waitFor();
  await changes.filter({ hasText: "left-out" }).filter({ hasText: "Delete" }).waitFor();
  await person.checkAccess("what a deployment would change");
  assert.deepEqual((await azimuth.arm("GET", kept.id)).tags, { purpose: "trial" });
  await person.finish();
});

test("a deployment that fails says why, and is deployed again once mended", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("w4-failed");
  const person = await Person.open(browser, azimuth);
  const page = await person.go(`/deploy?group=${encodeURIComponent(group.id)}`);
  const broken = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", contentVersion: "1.0.0.0", parameters: { network: { type: "string" } },
    resources: [{
      type: "Microsoft.Network/networkInterfaces", apiVersion: "2024-05-01", name: "mended-nic", location: "westus",
      properties: { ipConfigurations: [{ name: "first", properties: { subnet: { id: "[resourceId('Microsoft.Network/virtualNetworks/subnets', parameters('network'), 'default')]" } } }] },
    }],
  };
  await page.getByLabel("Deployment name").fill("breaks");
  await page.getByLabel("Template").fill(JSON.stringify(broken));
  const network = page.getByRole("textbox", { name: "network (string)" });
  await network.fill("missing");
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await page.getByText("Your deployment failed").waitFor();
  const { error } = (await azimuth.arm("GET", `${group.id}/providers/Microsoft.Resources/deployments/breaks`)).properties;
  const [why] = error.details;
  await page.locator("main").getByText(`${why.code} ${why.message}`).first().waitFor();
  await person.checkAccess("a deployment that failed");

  await page.getByRole("button", { name: "Redeploy" }).click();
  await network.waitFor();
  assert.equal(await network.inputValue(), "missing", "the parameters are those from before");
  await network.fill("network");
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await page.getByText("Your deployment is complete").waitFor();
  await page.getByRole("link", { name: "Go to resource" }).click();
  await page.getByRole("heading", { name: "mended-nic", exact: true }).waitFor();
  await person.finish();
});

test("a template that is wrong is refused with the place, and nothing is deployed", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("w4-wrong");
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/deploy");
  await page.getByLabel("Resource group").selectOption({ label: "w4-wrong" });
  await page.getByLabel("Template").fill(template.replace("\"[parameters('identityName')]\"", "\"[parameters(identityName')]\""));
  await page.getByLabel("identityName").fill("never");
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await page.locator("main").getByText("InvalidTemplate").first().waitFor();
  assert.equal((await azimuth.arm("GET", `${group.id}/resources`)).value.length, 1, "the network alone");
  await person.finish([/status of 400/]);
});
