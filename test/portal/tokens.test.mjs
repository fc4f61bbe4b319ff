// The token inspector: what the metadata service answers each machine, the instances of
// scale sets among them, and what the token may do where.
import assert from "node:assert/strict";
import { test } from "node:test";

import { roles } from "./azimuth.mjs";
import { Person, resourcePage, useWorld } from "./browser.mjs";

const world = useWorld();

const hosts = {
  "a virtual machine": async (azimuth, group, identity) => {
    const made = await azimuth.machine(group, "single", identity);
    return [{ id: made.id, name: "single" }];
  },
  "each instance of a scale set": async (azimuth, group, identity) => {
    const made = await azimuth.scaleSet(group, "many", 2, identity);
    return ["0", "1"].map((n) => ({ id: `${made.id}/virtualMachines/${n}`, name: `many_${n}` }));
  },
};

for (const [kind, make] of Object.entries(hosts)) {
  test(`the tokens of ${kind}: claims, expiry, and what they may do where`, async () => {
    const { azimuth, browser } = world;
    const group = await azimuth.group(`inspected-${kind.replaceAll(" ", "-")}`);
    const shared = await azimuth.identity(group, `shared-${kind.length}`);
    const hosts = await make(azimuth, group, { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [shared.id]: {} } });
    await azimuth.assign(roles.reader, shared.properties.principalId, group.id);
    const person = await Person.open(browser, azimuth);
    for (const { id, name } of hosts) {
      const page = await person.go(resourcePage(id));
      await page.getByRole("link", { name: "Token inspector" }).click();
      await page.getByRole("heading", { name, exact: true }).waitFor();
      await page.getByRole("combobox", { name: "Identity" }).selectOption({ label: `User assigned: ${shared.name}` });
      const before = (await person.offered())["Get a token"];
      assert.ok(before.curl.includes(`${id}/inspectToken?`) && before.curl.includes(shared.properties.clientId), before.curl);
      await page.getByRole("button", { name: "Get a token" }).click();
      await page.getByText("The metadata service answers: 200").waitFor();
      const own = azimuth.claims(await azimuth.machineToken(id, `&client_id=${shared.properties.clientId}`));
      const claims = await claimsShown(page, own);
      await claims.getByText(/\((\d+ hours|\d+ minutes) left\)/).waitFor();
      const chain = page.getByRole("region", { name: "What it may do" });
      await chain.getByRole("link", { name, exact: true }).first().waitFor();
      await chain.getByRole("link", { name: shared.name, exact: true }).first().waitFor();
      await chain.getByText(shared.properties.principalId).waitFor();
      await chain.getByText("Reader:").waitFor();
      const reached = chain.getByRole("region", { name: "Resources that the assignments reach" });
      await reached.getByRole("row").filter({ hasText: "Virtual network" }).getByText("Reader").waitFor();

      await page.getByRole("combobox", { name: "Identity" }).selectOption({ label: "Whichever the machine has" });
      await page.getByLabel("Resource (audience)").selectOption({ label: "https://vault.azure.net" });
      await page.getByRole("button", { name: "Get a token" }).click();
      await claims.getByText("https://vault.azure.net", { exact: true }).waitFor();
      await chain.getByText("The principal has no role assignments").waitFor();
      await chain.getByText("System assigned").waitFor();
      await person.checkAccess(`the token of ${name}`);
      assert.ok(!(await page.content()).includes("eyJ"), "no token is on the page");
    }
    await person.finish();
  });
}

// The part of the page with a token's claims, which are those of the machine's own.
async function claimsShown(page, own) {
  const claims = page.getByRole("region", { name: "Claims" });
  for (const claim of ["aud", "iss", "oid", "sub", "appid", "xms_mirid", "tid"]) {
    await claims.getByRole("row").filter({ has: page.getByRole("cell", { name: claim, exact: true }) }).getByText(own[claim], { exact: true }).waitFor();
  }
  return claims;
}

test("from a Flexible set's instances one comes to the token of each", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("inspected-flexible");
  const shared = await azimuth.identity(group, "shared-flexible");
  const set = await azimuth.flexibleSet(group, "loose", 2, { type: "UserAssigned", userAssignedIdentities: { [shared.id]: {} } });
  const { value: machines } = await azimuth.arm("GET", `${group.id}/providers/Microsoft.Compute/virtualMachines`);
  assert.equal(machines.length, 2);
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(set.id, "instances"));
  for (const { id, name } of machines) {
    await page.getByRole("grid", { name: "Instances" }).locator(`a[href$="${id}"]`).click();
    await page.getByRole("heading", { name, exact: true }).waitFor();
    await page.getByRole("link", { name: "Token inspector" }).click();
    await page.getByRole("combobox", { name: "Identity" }).selectOption({ label: `User assigned: ${shared.name}` });
    await page.getByRole("button", { name: "Get a token" }).click();
    await page.getByText("The metadata service answers: 200").waitFor();
    await claimsShown(page, azimuth.claims(await azimuth.machineToken(id)));
    await person.checkAccess(`the token of ${name}`);
    await person.follow(resourcePage(set.id, "instances"));
  }
  await person.finish();
});

test("what the metadata service refuses is shown as it says it", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("inspected-none");
  const machine = await azimuth.machine(group, "without");
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(machine.id, "token"));
  await page.getByRole("button", { name: "Get a token" }).click();
  await page.getByText("The metadata service refuses: 400").waitFor();
  const { error, error_description: description } = await azimuth.machineToken(machine.id);
  await page.locator("main").getByText(`${error}: ${description}`).waitFor();
  await person.finish();
});
