// What people may and may not do, what goes wrong, and two of them at once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { roles } from "./azimuth.mjs";
import { Person, resourcePage, useWorld } from "./browser.mjs";

const world = useWorld();

test("a user without rights is told so, and gets nothing", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("no-rights");
  const machine = await azimuth.machine(group, "secret-machine");
  const user = await azimuth.newUser("nobody");
  const person = await Person.open(browser, azimuth, { user: user.userPrincipalName });
  const page = await person.go(resourcePage(machine.id, "identity"));
  await page.getByText("You do not have access").first().waitFor();
  await page.getByText("AuthorizationFailed").first().waitFor();
  await person.checkAccess("a page that is forbidden");
  await person.go("/machines");
  await page.getByText("There are no virtual machines that you may read").waitFor();
  assert.equal(await page.getByText("secret-machine").count(), 0);
  await person.finish([/status of 403/]);
});

test("a reader sees everything and can change nothing", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("read-only");
  const machine = await azimuth.machine(group, "looked-at", { type: "SystemAssigned" });
  const user = await azimuth.newUser("reader");
  await azimuth.assign(roles.reader, user.id, group.id);
  const person = await Person.open(browser, azimuth, { user: user.userPrincipalName });
  const page = await person.go(resourcePage(machine.id, "identity"));
  await page.getByText("it takes Microsoft.Compute/virtualMachines/write here").first().waitFor();
  assert.ok(await page.getByRole("radio", { name: "Off" }).isDisabled());
  await page.getByRole("link", { name: "Overview" }).click();
  const stop = page.getByRole("button", { name: "Stop" });
  await stop.and(page.locator("[aria-disabled=true]")).waitFor();
  await person.checkAccess("what a reader sees");
  await page.getByRole("link", { name: "Token inspector" }).click();
  await page.getByText("it takes Microsoft.Compute/virtualMachines/inspectToken/action here").first().waitFor();
  assert.ok(await page.getByRole("button", { name: "Get a token" }).isDisabled());
  assert.equal((await azimuth.arm("GET", machine.id)).identity.type, "SystemAssigned");
  await person.finish([/status of 403/]);
});

test("a form says what it takes once the place is chosen", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("looked-into");
  const user = await azimuth.newUser("looker");
  await azimuth.assign(roles.reader, user.id, group.id);
  const person = await Person.open(browser, azimuth, { user: user.userPrincipalName });
  const page = await person.go("/identities");
  await page.getByRole("button", { name: "Create" }).click();
  const panel = page.getByRole("dialog", { name: "Create managed identity" });
  await panel.getByLabel("Resource group").selectOption({ label: "looked-into" });
  await panel.getByLabel("Name of the managed identity").fill("wished");
  await panel.getByText("it takes Microsoft.ManagedIdentity/userAssignedIdentities/write here").waitFor();
  assert.ok(await panel.getByRole("button", { name: "Create" }).isDisabled());
  await panel.getByRole("button", { name: "Cancel" }).click();
  await person.follow("/create/machine");
  await page.getByRole("combobox", { name: "Resource group" }).selectOption({ label: "looked-into" });
  await page.locator("main").getByText("it takes Microsoft.Resources/deployments/write here").waitFor();
  await person.follow("/deploy");
  await page.getByLabel("Resource group").selectOption({ label: "looked-into" });
  await page.locator("main").getByText("it takes Microsoft.Resources/deployments/write here").waitFor();
  assert.ok(await page.getByRole("button", { name: "Deploy", exact: true }).isDisabled());
  await person.checkAccess("a form that takes more rights");
  await person.finish([/status of 403/]);
});

test("on an identity's page the form for a role says what it takes once the scope is chosen", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("roles-read");
  const identity = await azimuth.identity(group, "read-identity");
  const user = await azimuth.newUser("role-reader");
  await azimuth.assign(roles.reader, user.id, group.id);
  const person = await Person.open(browser, azimuth, { user: user.userPrincipalName });
  const page = await person.go(resourcePage(identity.id, "roleassignments"));
  await page.getByRole("button", { name: "Add role assignment" }).click();
  const panel = page.getByRole("dialog", { name: "Add role assignment" });
  const missing = panel.getByText("it takes Microsoft.Authorization/roleAssignments/write here");
  await panel.getByRole("radio", { name: /^Reader/ }).check();
  assert.equal(await missing.count(), 0, "no place is chosen yet");
  for (const label of ["Resource group: roles-read", "Managed identity: read-identity"]) {
    await panel.getByLabel("Scope").selectOption({ label });
    await missing.waitFor();
    assert.ok(await panel.getByRole("button", { name: "Add", exact: true }).isDisabled());
  }
  await person.checkAccess("the form for a role that may not be given");
  await person.finish([/status of 403/]);
});

test("a save that the server refuses shows its code and message, and changes nothing", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("refused");
  const machine = await azimuth.machine(group, "guarded");
  const identity = await azimuth.identity(group, "not-theirs");
  const user = await azimuth.newUser("contributor");
  await azimuth.assign(roles.reader, user.id, group.id);
  await azimuth.assign(roles.virtualMachineContributor, user.id, group.id);
  const person = await Person.open(browser, azimuth, { user: user.userPrincipalName });
  const page = await person.go(resourcePage(machine.id, "identity", "?tab=user"));
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByRole("dialog").getByRole("searchbox").fill("not-theirs");
  await page.getByRole("checkbox", { name: "Select not-theirs" }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await page.locator("main").getByText("LinkedAuthorizationFailed").waitFor();
  await page.locator("main").getByText("userAssignedIdentities/assign/action").waitFor();
  await page.getByRole("button", { name: "Notifications" }).click();
  await page.getByRole("dialog").getByText("LinkedAuthorizationFailed").waitFor();
  assert.equal((await azimuth.arm("GET", machine.id)).identity, undefined);
  assert.ok(identity.id);
  await person.finish([/status of 403/]);
});

test("of two people who change one machine the slower is told, and nothing is lost", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("both");
  const machine = await azimuth.machine(group, "wanted-by-two");
  const identity = await azimuth.identity(group, "shared");
  const [ann, bob] = [await Person.open(browser, azimuth), await Person.open(browser, azimuth)];
  // Bob's page hears of nothing: it shows what was there when he came.
  await bob.page.route("**/providers/Azimuth/changes", (route) => route.abort());
  const bobs = await bob.go(resourcePage(machine.id, "identity"));
  await bobs.getByRole("radio", { name: "On" }).check();
  const anns = await ann.go(resourcePage(machine.id, "identity", "?tab=user"));
  await anns.getByRole("button", { name: "Add" }).click();
  await anns.getByRole("dialog").getByRole("searchbox").fill("shared");
  await anns.getByRole("checkbox", { name: "Select shared" }).check();
  await anns.getByRole("dialog").getByRole("button", { name: "Add" }).click();
  await anns.getByText("The identity was added").first().waitFor();

  await bobs.getByRole("button", { name: "Save" }).click();
  await bobs.getByRole("button", { name: "Yes" }).click();
  await bobs.getByText("was changed by somebody else").first().waitFor();
  await bob.checkAccess("a conflict");
  const after = await azimuth.arm("GET", machine.id);
  assert.equal(after.identity.type, "UserAssigned", "Bob's save changed nothing");
  await bobs.getByRole("radio", { name: "On" }).check();
  await bobs.getByRole("button", { name: "Save" }).click();
  await bobs.getByRole("button", { name: "Yes" }).click();
  await bobs.getByText("has a system assigned identity").first().waitFor();
  const both = await azimuth.arm("GET", machine.id);
  assert.equal(both.identity.type, "SystemAssigned, UserAssigned");
  assert.deepEqual(Object.keys(both.identity.userAssignedIdentities).map((id) => id.toLowerCase()), [identity.id.toLowerCase()], "and Ann's is still there");

  // Ann's page follows without being touched.
  await anns.getByRole("tab", { name: "System assigned" }).click();
  await anns.getByText(both.identity.principalId).waitFor();
  await ann.finish();
  await bob.finish([/status of 412/, /ERR_FAILED/]);
});

test("what others change appears by itself", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("live");
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/machines");
  await page.getByText("Live", { exact: true }).waitFor();
  const machine = await azimuth.machine(group, "born-elsewhere");
  await page.getByRole("link", { name: "born-elsewhere" }).waitFor();
  await azimuth.arm("DELETE", machine.id);
  await page.getByRole("link", { name: "born-elsewhere" }).waitFor({ state: "detached" });
  await person.finish();
});

test("a lost connection is shown, and taken up again", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("lost");
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/groups");
  const read = page.getByRole("link", { name: "lost", exact: true });
  await read.waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await person.context.setOffline(true);
  await page.getByText("Connection lost").waitFor();
  assert.ok(await read.count(), "what was read stays");
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByText("The server cannot be reached").first().waitFor();
  await person.checkAccess("a page without a connection");
  await azimuth.group("made-meanwhile");
  await person.context.setOffline(false);
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByRole("link", { name: "made-meanwhile" }).waitFor();
  assert.ok(group.id);
  await person.finish([/ERR_INTERNET_DISCONNECTED/, /ERR_NETWORK/, /Failed to fetch/]);
});

test("a role is given to a machine's identity, holds, and is taken away", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("roles");
  const machine = await azimuth.machine(group, "promoted", { type: "SystemAssigned" });
  const reads = async () => {
    const token = await azimuth.machineToken(machine.id);
    return (await fetch(`${azimuth.origin}${group.id}?api-version=2022-09-01`, { headers: { Authorization: `Bearer ${token.access_token}` } })).status;
  };
  assert.equal(await reads(), 403);
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(machine.id, "identity"));
  await page.getByRole("link", { name: "Azure role assignments" }).last().click();
  await page.getByRole("button", { name: "Add role assignment" }).click();
  const panel = page.getByRole("dialog");
  await panel.getByLabel("Scope").selectOption({ label: "Resource group: roles" });
  await panel.getByRole("searchbox").fill("Reader");
  await panel.getByRole("radio", { name: /^Reader / }).check();
  await person.checkAccess("adding a role assignment");
  await panel.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("The role Reader was assigned").first().waitFor();
  assert.equal(await reads(), 200);

  await page.getByRole("link", { name: "Token inspector" }).click();
  await page.getByRole("button", { name: "Get a token" }).click();
  await page.getByText("The metadata service answers: 200").waitFor();
  await page.getByText(machine.identity.principalId).first().waitFor();
  await page.getByText("Reader:").waitFor();
  await person.checkAccess("an inspected token");
  await person.picture("token");
  assert.ok(!(await page.content()).includes("eyJ"), "no token is on the page");

  await page.getByRole("link", { name: "Azure role assignments" }).click();
  await page.getByRole("checkbox", { name: "Select Reader roles" }).check();
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Yes" }).click();
  await page.getByText("The role assignment was removed").first().waitFor();
  assert.equal(await reads(), 403);
  await person.finish();
});

test("Check access explains a decision step by step", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("explained");
  const user = await azimuth.newUser("carl");
  await azimuth.assign(roles.reader, user.id, group.id);
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(group.id, "iam", "?tab=check"));
  await page.getByRole("searchbox").fill("carl");
  await page.getByRole("radio", { name: /^carl/ }).check();
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText("carl may not perform Microsoft.Compute/virtualMachines/write here").waitFor();
  await person.checkAccess("an explained denial");
  await page.getByLabel("Action").fill("Microsoft.Compute/virtualMachines/read");
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.getByText("carl may perform Microsoft.Compute/virtualMachines/read here").waitFor();
  await page.getByText("*/read").first().waitFor();
  await person.finish();
});

test("Check access tells of groups, locks and the rights on other resources", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("explained-more");
  const machine = await azimuth.machine(group, "judged");
  const user = await azimuth.newUser("dave");
  const team = await azimuth.graph("POST", "/groups", { displayName: "Crew", mailNickname: "crew", mailEnabled: false, securityEnabled: true });
  await azimuth.graph("POST", `/groups/${team.id}/members/$ref`, { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${user.id}` });
  await azimuth.assign(roles.virtualMachineContributor, team.id, group.id);
  await azimuth.arm("PUT", `${machine.id}/providers/Microsoft.Authorization/locks/hold?api-version=2020-05-01`, { properties: { level: "CanNotDelete" } });
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(machine.id, "iam", "?tab=check"));
  const check = async (action) => {
    await page.getByLabel("Action").fill(action);
    await page.getByRole("button", { name: "Check", exact: true }).click();
  };
  await page.getByRole("searchbox").fill("dave");
  await page.getByRole("radio", { name: /^dave/ }).check();
  await check("Microsoft.Compute/virtualMachines/delete");
  await page.getByText("The roles allow it; a lock forbids it.").waitFor();
  const steps = page.getByRole("region", { name: "How it was decided" }).getByRole("listitem");
  await steps.filter({ hasText: `The principal is dave (User, ${user.id})` }).waitFor();
  await steps.filter({ hasText: "It is in one group" }).waitFor();
  await steps.filter({ hasText: "One role assignment allows it" }).getByText("Virtual Machine Contributor").first().waitFor();
  await steps.filter({ hasText: "1 lock stands against it" }).getByText("CanNotDelete").first().waitFor();
  await check("Microsoft.Compute/virtualMachines/write");
  await page.getByText("dave may perform Microsoft.Compute/virtualMachines/write here").waitFor();
  await steps.filter({ hasText: "these rights are asked for too" }).getByText("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action").first().waitFor();
  await person.checkAccess("a decision with groups, locks and other resources");
  await person.finish();
});
