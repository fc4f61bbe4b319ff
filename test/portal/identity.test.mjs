// Rows W1 and W2 of the documentation: the Identity page of a virtual machine and
// of a scale set. What it did is read back through Resource Manager, and asked of
// the metadata service as the machine.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Person, resourcePage, useWorld } from "./browser.mjs";

const world = useWorld();

const kinds = {
  "virtual machine": async (azimuth, group) => {
    const made = await azimuth.machine(group, "machine");
    return { id: made.id, instance: made.id };
  },
  "scale set": async (azimuth, group) => {
    const made = await azimuth.scaleSet(group, "set", 2);
    return { id: made.id, instance: `${made.id}/virtualMachines/0` };
  },
};

for (const [kind, make] of Object.entries(kinds)) {
  test(`W1: system assigned, on and off, on a ${kind}`, async () => {
    const { azimuth, browser } = world;
    const group = await azimuth.group(`w1-${kind.replaceAll(" ", "-")}`);
    const host = await make(azimuth, group);
    const person = await Person.open(browser, azimuth);
    const page = await person.go(resourcePage(host.id));
    await page.getByRole("link", { name: "Identity", exact: true }).click();
    const save = page.getByRole("button", { name: "Save" });
    assert.ok(await save.isDisabled(), "there is nothing to save yet");
    await page.getByRole("radio", { name: "On" }).check();
    await page.getByRole("button", { name: "Discard" }).click();
    assert.ok(await page.getByRole("radio", { name: "Off" }).isChecked(), "Discard takes the choice back");
    await page.getByRole("radio", { name: "On" }).check();
    await save.click();
    await page.getByRole("button", { name: "Yes" }).click();
    await page.getByText("has a system assigned identity").first().waitFor();
    const shown = await page.getByTestId("principal-id").innerText();

    const on = await azimuth.arm("GET", host.id);
    assert.equal(on.identity.type, "SystemAssigned");
    assert.equal(shown.trim(), on.identity.principalId);
    const token = await azimuth.machineToken(host.instance);
    assert.equal(token.status, 200);
    const claims = JSON.parse(Buffer.from(token.access_token.split(".")[1], "base64url"));
    assert.equal(claims.oid, on.identity.principalId);
    await person.checkAccess("the identity page, on");

    await page.getByRole("radio", { name: "Off" }).check();
    await save.click();
    await page.getByRole("alertdialog").getByText("Do you want to disable").waitFor();
    await page.getByRole("button", { name: "No", exact: true }).click();
    assert.equal((await azimuth.arm("GET", host.id)).identity.type, "SystemAssigned", "No changes nothing");
    await save.click();
    await page.getByRole("button", { name: "Yes" }).click();
    await page.getByText("has no system assigned identity any more").first().waitFor();
    const off = await azimuth.arm("GET", host.id);
    assert.ok(!off.identity || off.identity.type === "None", JSON.stringify(off.identity));
    assert.equal((await azimuth.machineToken(host.instance)).status, 400);
    await person.finish();
  });

  test(`W2: user assigned, added and removed, on a ${kind}`, async () => {
    const { azimuth, browser } = world;
    const group = await azimuth.group(`w2-${kind.replaceAll(" ", "-")}`);
    const other = await azimuth.group(`w2-${kind.replaceAll(" ", "-")}-other`);
    const host = await make(azimuth, group);
    const elsewhere = `elsewhere-${kind.replaceAll(" ", "-")}`;
    const first = await azimuth.identity(group, "first");
    const second = await azimuth.identity(other, elsewhere);
    await azimuth.arm("PATCH", host.id, { identity: { type: "SystemAssigned" } });
    const person = await Person.open(browser, azimuth);
    const page = await person.go(resourcePage(host.id, "identity", "?tab=user"));
    await page.getByRole("button", { name: "Add" }).click();
    const picker = page.getByRole("dialog");
    await picker.getByRole("searchbox").fill(elsewhere);
    await picker.getByRole("checkbox", { name: `Select ${elsewhere}` }).check();
    await person.checkAccess("the picker of identities");
    await picker.getByRole("searchbox").fill(`first`);
    await picker.getByRole("row").filter({ hasText: group.name }).getByRole("checkbox").check();
    await picker.getByRole("button", { name: "Add" }).click();
    await page.getByText("2 identities were added").first().waitFor();

    const both = await azimuth.arm("GET", host.id);
    assert.equal(both.identity.type, "SystemAssigned, UserAssigned");
    assert.deepEqual(Object.keys(both.identity.userAssignedIdentities).map((id) => id.toLowerCase()).sort(), [first.id, second.id].map((id) => id.toLowerCase()).sort());
    const token = await azimuth.machineToken(host.instance, `&client_id=${second.properties.clientId}`);
    assert.equal(token.status, 200);
    await person.checkAccess("the list of user assigned identities");

    await page.getByRole("checkbox", { name: `Select ${elsewhere}` }).check();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Yes" }).click();
    await page.getByText("The identity was removed").first().waitFor();
    const one = await azimuth.arm("GET", host.id);
    assert.equal(one.identity.type, "SystemAssigned, UserAssigned");
    assert.deepEqual(Object.keys(one.identity.userAssignedIdentities).map((id) => id.toLowerCase()), [first.id.toLowerCase()]);
    assert.equal((await azimuth.machineToken(host.instance, `&client_id=${second.properties.clientId}`)).status, 400);

    await page.getByRole("checkbox", { name: "Select all" }).check();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("button", { name: "Yes" }).click();
    await page.getByText("No user assigned managed identities").waitFor();
    assert.equal((await azimuth.arm("GET", host.id)).identity.type, "SystemAssigned", "what was there stays");
    await person.finish();
  });
}
