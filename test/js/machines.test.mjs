// S1: the lives of virtual machines and scale sets.
import assert from "node:assert/strict";
import { test } from "node:test";

import { all, azimuth, finish, refused } from "./clients.mjs";
import { kinds, location, newMachine, newScaleSet, password, Site } from "./site.mjs";

for (const [kind, make] of Object.entries(kinds)) {
  test(`S1, R1 a ${kind}'s life`, async () => {
    const site = await Site.make(`life-${kind.replace(" ", "-")}`);
    const machine = await make(site);
    const made = await machine.put({ type: "SystemAssigned" });
    assert.equal(made.provisioningState, "Succeeded");
    assert.equal(made.identity.type, "SystemAssigned");
    assert.equal(made.identity.tenantId, azimuth.tenantId);

    // R12: what a read shows, and that it shows no secret.
    const got = await machine.get();
    assert.deepEqual(got.identity, made.identity);
    assert.ok(!JSON.stringify(got).includes(password), "a read shows the password");
    assert.deepEqual((await all(machine.list())).map(({ name }) => name), ["machine"]);

    // A PUT replaces: the same machine, the same principal.
    const again = await machine.put({ type: "SystemAssigned" });
    assert.equal(again.identity.principalId, made.identity.principalId);

    await machine.remove();
    await machine.remove(); // the second time answers 204
    await refused(machine.get(), 404, "ResourceNotFound");
    await refused(machine.patch({ tags: {} }), 404, "ResourceNotFound");
    await refused(site.compute.virtualMachines.get("none", "machine"), 404, "ResourceGroupNotFound");
  });

  test(`S1 a ${kind} changes only where If-Match allows it`, async () => {
    const site = await Site.make(`match-${kind.replace(" ", "-")}`);
    const machine = await make(site);
    const made = await machine.put();
    const update = (tag, ifMatch) => machine.patch({ tags: { tag } }, { ifMatch });
    const first = await update("first", made.etag);
    await refused(update("late", made.etag), 412, "PreconditionFailed");
    const second = await update("second", first.etag);
    assert.equal(second.tags.tag, "second");
    assert.notEqual(second.etag, first.etag);
  });
}

test("S1 a virtual machine stays where it is, and its interface with it", async () => {
  const site = await Site.make("js-conflicts");
  const card = await site.card("card", await site.subnet());
  const put = (name, changes) => finish(site.compute.virtualMachines.createOrUpdate(site.name, name, { ...newMachine(card.id), ...changes }));
  const made = await put("first");
  await refused(put("first", { location: "eastus" }), 409, "InvalidResourceLocation");
  await refused(finish(site.network.networkInterfaces.delete(site.name, "card")), 400, "NicInUse");
  const { virtualMachine } = await site.network.networkInterfaces.get(site.name, "card");
  assert.equal(virtualMachine.id.toLowerCase(), made.id.toLowerCase());
  await assert.rejects(put("second"), { name: "RestError", statusCode: 400 });
});

test("S1 a scale set's instances", async () => {
  const site = await Site.make("js-instances");
  const { virtualMachineScaleSets: sets, virtualMachineScaleSetVMs: vms } = site.compute;
  const made = await finish(sets.createOrUpdate(site.name, "set", newScaleSet(await site.subnet(), { type: "SystemAssigned" }, 3)));
  assert.equal(made.location, location);
  const instances = await all(vms.list(site.name, "set"));
  assert.equal(instances.length, 3);
  for (const { instanceId, identity, latestModelApplied } of instances) {
    assert.equal(latestModelApplied, true, `instance ${instanceId}`);
    assert.equal(identity.principalId, made.identity.principalId, `instance ${instanceId}`);
  }
  assert.equal((await vms.get(site.name, "set", instances[1].instanceId)).id, instances[1].id);

  const scaled = await finish(sets.update(site.name, "set", { sku: { capacity: 1 } }));
  assert.deepEqual({ name: scaled.sku.name, capacity: scaled.sku.capacity }, { name: "Standard_D1_v2", capacity: 1 });
  assert.equal((await all(vms.list(site.name, "set"))).length, 1);
});

test("S1 under upgrade mode Manual an added identity waits, and a removal does not", async () => {
  const site = await Site.make("js-manual");
  const { virtualMachineScaleSets: sets, virtualMachineScaleSetVMs: vms } = site.compute;
  await finish(sets.createOrUpdate(site.name, "set", { ...newScaleSet(await site.subnet(), undefined, 2), upgradePolicy: { mode: "Manual" } }));
  const change = (type) => finish(sets.update(site.name, "set", { identity: { type } }));
  const held = async () => (await all(vms.list(site.name, "set"))).map(({ identity }) => Boolean(identity?.principalId));
  await change("SystemAssigned");
  assert.deepEqual(await held(), [false, false]);
  await finish(sets.updateInstances(site.name, "set", { instanceIds: ["0"] }));
  assert.deepEqual(await held(), [true, false]);
  await change("None");
  assert.deepEqual(await held(), [false, false]);
});
