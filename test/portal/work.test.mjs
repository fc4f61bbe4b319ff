// The rest of what people do in the portal, each thing seen to have happened by
// Resource Manager, Graph and the metadata service. The server takes time for
// what takes time in Azure: the page follows the operations to their ends.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Azimuth, roles } from "./azimuth.mjs";
import { Person, resourcePage, useWorld } from "./browser.mjs";

const world = useWorld();

test("an identity is switched on while the operation takes its time", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("slow");
  const machine = await azimuth.machine(group, "slow-machine");
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(machine.id, "identity"));
  await page.getByRole("radio", { name: "On" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Yes" }).click();
  await page.getByText("InProgress").first().waitFor();
  assert.ok(await page.getByRole("radio", { name: "Off" }).isDisabled(), "nothing is changed meanwhile");
  await page.getByText("has a system assigned identity").first().waitFor();
  const { identity } = await azimuth.arm("GET", machine.id);
  assert.equal(azimuth.claims(await azimuth.machineToken(machine.id)).oid, identity.principalId);

  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByText("was stopped (deallocated)").first().waitFor();
  await page.locator("main").getByText("Stopped (deallocated)").first().waitFor();
  await person.finish();
});

test("a scale set is scaled, and its instances are stopped, upgraded, reimaged and deleted", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("fleet");
  const set = await azimuth.scaleSet(group, "fleet", 2, { type: "SystemAssigned" }, "Manual");
  const instances = async () => (await azimuth.arm("GET", `${set.id}/virtualMachines?$expand=instanceView`)).value;
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(set.id, "instances"));
  await page.getByText("2 items").waitFor();
  await page.getByRole("button", { name: "Scale", exact: true }).click();
  await page.getByRole("spinbutton").fill("3");
  await page.getByRole("spinbutton").press("Tab");
  await person.checkAccess("scaling");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("fleet has 3 instances").first().waitFor();
  assert.equal((await azimuth.arm("GET", set.id)).sku.capacity, 3);
  await page.getByText("3 items").waitFor();
  const born = (await instances()).at(-1);
  assert.equal((await azimuth.machineToken(born.id)).status, 200, "the new instance has the identity");

  const shared = await azimuth.identity(group, "late");
  await azimuth.arm("PATCH", set.id, { identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [shared.id]: {} } } });
  const late = async () => (await azimuth.machineToken(born.id, `&client_id=${shared.properties.clientId}`)).status;
  assert.equal(await late(), 400, "an instance of the old model does not have it");
  const name = born.name;
  for (const [button, done] of [["Upgrade", "upgraded"], ["Stop", "stopped (deallocated)"], ["Start", "started"], ["Reimage", "reimaged"]]) {
    await page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();
    await page.getByRole("button", { name: button, exact: true }).click();
    await page.getByText(`instance ${born.instanceId} of fleet was ${done}`).first().waitFor();
    if (button === "Upgrade") {
      assert.equal(await late(), 200, "upgraded, it has");
    }
    if (button === "Stop") {
      assert.equal((await instances()).at(-1).properties.instanceView.statuses.at(-1).code, "PowerState/deallocated");
    }
  }
  await page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("2 items").waitFor();
  assert.equal((await instances()).length, 2);
  await person.finish();
});

test("a deployment's operations are followed as they run", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("running");
  const machine = await azimuth.machine(group, "already");
  const person = await Person.open(browser, azimuth);
  const page = await person.go(`/deploy?group=${encodeURIComponent(group.id)}`);
  const template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", contentVersion: "1.0.0.0",
    resources: [
      { type: "Microsoft.ManagedIdentity/userAssignedIdentities", apiVersion: "2023-01-31", name: "first", location: "westus" },
      { type: "Microsoft.Compute/virtualMachines", apiVersion: "2024-07-01", name: "already", location: "westus", dependsOn: ["first"], identity: { type: "SystemAssigned" }, properties: machine.properties },
    ],
  };
  await page.getByLabel("Template").fill(JSON.stringify(template));
  // The machine's operation goes on when the page was seen to show it.
  const stuck = (await azimuth.arm("POST", "/providers/Azimuth/faults?api-version=2022-12-01", { scenario: "operation-stuck" })).value[0];
  await page.getByRole("button", { name: "Deploy", exact: true }).click();
  await page.getByText("Your deployment is in progress").waitFor();
  const operation = (name) => page.getByRole("region", { name: "Deployment details" }).getByRole("row").filter({ hasText: name });
  await operation("first").getByText("Succeeded").waitFor();
  await operation("already").getByText("Running").waitFor();
  await person.checkAccess("a deployment that runs");
  await azimuth.arm("DELETE", `/providers/Azimuth/faults/${stuck.id}?api-version=2022-12-01`);
  await page.getByText("Your deployment is complete").waitFor();
  await operation("already").getByText("Succeeded").waitFor();
  await page.getByRole("link", { name: "Go to resource" }).click();
  await page.getByRole("heading", { name: "already", exact: true }).waitFor();
  assert.equal((await azimuth.arm("GET", machine.id)).identity.type, "SystemAssigned");
  await person.finish();
});

test("tags and locks are edited, and a lock holds", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("governed");
  const identity = await azimuth.identity(group, "kept");
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(identity.id));
  await page.getByRole("button", { name: "Edit tags" }).click();
  const tags = page.getByRole("dialog", { name: "Edit tags" });
  await tags.getByRole("button", { name: "Add tag" }).click();
  await tags.getByLabel("Tag name").fill("owner");
  await tags.getByLabel("Tag value").fill("ann's team");
  await person.checkAccess("editing tags");
  await tags.getByRole("button", { name: "Save" }).click();
  await page.getByText("owner: ann's team").waitFor();
  assert.deepEqual((await azimuth.arm("GET", identity.id)).tags, { owner: "ann's team" });

  await page.getByRole("link", { name: "Locks" }).click();
  await page.getByRole("button", { name: "Add" }).click();
  const add = page.getByRole("dialog", { name: "Add lock" });
  await add.getByLabel("Name").fill("hands-off");
  await add.getByLabel("Notes").fill("asked by ann");
  await person.checkAccess("adding a lock");
  await add.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("The lock hands-off was added").first().waitFor();
  await assert.rejects(azimuth.arm("DELETE", identity.id), /ScopeLocked/);
  await page.getByRole("checkbox", { name: "Select hands-off" }).check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Yes" }).click();
  await page.getByText("There are no locks here").waitFor();

  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const ask = page.getByRole("alertdialog");
  assert.ok(await ask.getByRole("button", { name: "Delete" }).isDisabled(), "the name must be typed");
  await ask.getByLabel("Name").fill("kept");
  await ask.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "governed" }).waitFor();
  await assert.rejects(azimuth.arm("GET", identity.id), /404/);
  await person.finish();
});

test("a custom role is made, given, holds, and is deleted", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("custom-role");
  const machine = await azimuth.machine(group, "worker", { type: "SystemAssigned" });
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(group.id, "iam", "?tab=roles"));
  await page.getByRole("button", { name: "Add custom role" }).click();
  const panel = page.getByRole("dialog", { name: "Add custom role" });
  await panel.getByLabel("Custom role name").fill("Group looker");
  await panel.getByLabel("Actions").first().fill("Microsoft.Resources/subscriptions/resourceGroups/read");
  await person.checkAccess("a custom role");
  await panel.getByRole("button", { name: "Create" }).click();
  await page.getByText("The role Group looker was created").first().waitFor();
  const made = (await azimuth.arm("GET", `${group.id}/providers/Microsoft.Authorization/roleDefinitions?$filter=type eq 'CustomRole'`)).value[0];
  assert.equal(made.properties.roleName, "Group looker");
  await azimuth.assign(made.name, machine.identity.principalId, group.id);
  const { access_token } = await azimuth.machineToken(machine.id);
  const reads = async (path) => (await fetch(`${azimuth.origin}${path}?api-version=2022-09-01`, { headers: { Authorization: `Bearer ${access_token}` } })).status;
  assert.equal(await reads(group.id), 200);
  assert.equal(await reads(`${group.id}/resources`), 200, "a list of what it may read");

  await page.getByRole("searchbox").fill("Group looker");
  await page.getByRole("checkbox", { name: "Select Group looker" }).check();
  await page.getByRole("button", { name: "View permissions" }).click();
  await page.getByRole("dialog").getByText("subscriptions/resourceGroups/read").waitFor();
  await page.keyboard.press("Escape");
  const remove = async () => {
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Yes" }).click();
  };
  await remove();
  await page.getByText("RoleDefinitionHasAssignments").first().waitFor();
  const [assignment] = (await azimuth.arm("GET", `${group.id}/providers/Microsoft.Authorization/roleAssignments?$filter=assignedTo('${machine.identity.principalId}')`)).value;
  await azimuth.arm("DELETE", assignment.id);
  await page.getByRole("checkbox", { name: "Select Group looker" }).check();
  await remove();
  await page.getByText("The custom role was deleted").first().waitFor();
  assert.equal(await reads(group.id), 403);
  await person.finish([/status of 400/]);
});

test("a virtual network gets a subnet, and a security group a rule", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("wired");
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/networks");
  await page.getByRole("button", { name: "Create" }).click();
  const create = page.getByRole("dialog", { name: "Create virtual network" });
  await create.getByLabel("Resource group").selectOption({ label: "wired" });
  await create.getByLabel("Name").fill("net");
  await create.getByLabel("Address space").fill("10.8.0.0/16");
  await create.getByLabel("Address range of the subnet").fill("10.8.0.0/24");
  await create.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "net", exact: true }).waitFor();
  await page.getByRole("link", { name: "Subnets" }).click();
  await page.getByRole("button", { name: "Add subnet" }).click();
  const add = page.getByRole("dialog", { name: "Add subnet" });
  await add.getByLabel("Name").fill("back");
  await add.getByLabel("Address range").fill("10.8.1.0/24");
  await person.checkAccess("adding a subnet");
  await add.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("back was created").first().waitFor();
  const network = await azimuth.arm("GET", `${group.id}/providers/Microsoft.Network/virtualNetworks/net`);
  assert.deepEqual(network.properties.subnets.map((subnet) => [subnet.name, subnet.properties.addressPrefix]), [["default", "10.8.0.0/24"], ["back", "10.8.1.0/24"]]);

  await page.getByRole("link", { name: "Security groups" }).click();
  await page.getByRole("button", { name: "Create" }).click();
  const nsg = page.getByRole("dialog", { name: "Create network security group" });
  await nsg.getByLabel("Resource group").selectOption({ label: "wired" });
  await nsg.getByLabel("Name").fill("gate");
  await nsg.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "gate", exact: true }).waitFor();
  await page.getByRole("link", { name: "Security rules" }).click();
  await page.getByRole("button", { name: "Add rule" }).click();
  const rule = page.getByRole("dialog", { name: "Add rule" });
  await rule.getByLabel("Name").fill("https");
  await person.checkAccess("adding a rule");
  await rule.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("https was created").first().waitFor();
  const gate = `${group.id}/providers/Microsoft.Network/networkSecurityGroups/gate`;
  const [kept] = (await azimuth.arm("GET", gate)).properties.securityRules;
  assert.deepEqual([kept.name, kept.properties.priority, kept.properties.destinationPortRange], ["https", 100, "443"]);
  await page.getByRole("checkbox", { name: "Select https" }).check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Yes" }).click();
  await page.getByText("There are no rules beside the default ones").waitFor();
  assert.deepEqual((await azimuth.arm("GET", gate)).properties.securityRules, []);
  await person.finish();
});

test("a federated credential is added: its issuer's token is exchanged for the identity's until it is removed", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("outside");
  const identity = await azimuth.identity(group, "trusted");
  const outside = await new Azimuth(azimuth.environment.issuer).signIn();
  const worker = await outside.machine(await outside.group("theirs"), "worker", { type: "SystemAssigned" });
  const proof = await outside.machineToken(worker.id, "", "api://AzureADTokenExchange");
  const { iss, sub } = outside.claims(proof);
  const exchange = () => azimuth.clientToken(identity.properties.clientId, { client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", client_assertion: proof.access_token });
  assert.equal((await exchange()).status, 400);
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(identity.id, "federated"));
  await page.getByRole("button", { name: "Add credential" }).click();
  const panel = page.getByRole("dialog", { name: "Add credential" });
  await panel.getByLabel("Name").fill("prover");
  await panel.getByLabel("Issuer").fill(iss);
  await panel.getByLabel("Subject").fill(sub);
  await person.checkAccess("a federated credential");
  await panel.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("The federated credential prover was added").first().waitFor();
  const token = await exchange();
  assert.equal(token.status, 200, JSON.stringify(token));
  assert.equal(azimuth.claims(token).oid, identity.properties.principalId);
  await page.getByRole("checkbox", { name: "Select prover" }).check();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Yes" }).click();
  await page.getByText("There are no federated credentials").waitFor();
  await page.getByText("The federated credentials were removed").first().waitFor(); // the list may know it first
  assert.equal((await exchange()).status, 400);
  await person.finish();
});

test("a user, a group and an application are made; the group's role holds for its member, the secret signs in", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("members");
  const person = await Person.open(browser, azimuth);
  const create = async (path, button, name) => {
    const page = await person.go(path);
    await page.getByRole("button", { name: button }).click();
    const panel = page.getByRole("dialog", { name: button });
    await panel.getByLabel("Display name").fill(name);
    await person.checkAccess(button);
    await panel.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name, exact: true }).waitFor();
    return page.url().split("/").at(-1);
  };
  const user = await create("/directory/users", "New user", "Dora");
  person.secrets.PASSWORD = "";
  assert.equal((await azimuth.graph("GET", `/users/${user}`)).userPrincipalName, "dora@azimuth.test");
  const team = await create("/directory/groups", "New group", "Team");
  const page = person.page;
  await page.getByRole("button", { name: "Add member" }).click();
  await page.getByRole("dialog").getByRole("searchbox").fill("Dora");
  await page.getByRole("dialog").getByRole("radio", { name: /^Dora/ }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("Dora is a member of the group").first().waitFor();
  assert.deepEqual((await azimuth.graph("GET", `/groups/${team}/members`)).value.map((one) => one.id), [user]);
  await azimuth.assign(roles.reader, team, group.id);
  const dora = await Person.open(browser, azimuth, { user: "dora@azimuth.test" });
  await (await dora.go("/groups")).getByRole("link", { name: "members", exact: true }).waitFor();
  await page.getByRole("checkbox", { name: "Select Dora" }).check();
  await page.getByRole("button", { name: "Remove", exact: true }).first().click();
  await page.getByRole("button", { name: "Yes" }).click();
  await page.getByText("The group has no members").waitFor();
  await dora.page.getByRole("button", { name: "Refresh" }).click();
  await dora.page.getByText("There are no resource groups that you may read").waitFor();
  await dora.finish([/status of 403/]); // the list of subscriptions was hers a moment ago

  const application = await create("/directory/applications", "New registration", "Robot");
  await page.getByRole("button", { name: "New client secret" }).click();
  await page.getByText("Copy the value now").waitFor();
  const { appId } = await azimuth.graph("GET", `/applications/${application}`);
  const secret = await page.getByTestId("fresh-secret").innerText();
  assert.equal((await azimuth.clientToken(appId, { client_secret: secret.trim() })).status, 200);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Yes" }).click();
  await page.waitForURL("**/portal/directory/applications"); // it goes there when that is done
  assert.equal((await azimuth.clientToken(appId, { client_secret: secret.trim() })).status, 400, "the application is gone");
  await person.finish();
});
