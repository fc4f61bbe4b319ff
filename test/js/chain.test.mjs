// S1, S2, R6: the whole chain, for both kinds of machines: what a program in a
// machine may do follows the machine's roles, and ends with its identity.
import assert from "node:assert/strict";
import { test } from "node:test";

import { bearer, newClients, refused } from "./clients.mjs";
import { inside, isRefusal, machine, ways } from "./inside.mjs";
import { kinds, location, reader, Site } from "./site.mjs";

for (const [kind, make] of Object.entries(kinds)) {
  test(`S1, R2, R6 a ${kind} reads with its role until its identity is removed`, async () => {
    const site = await Site.make(`chain-${kind.replace(" ", "-")}`);
    const held = await make(site);
    await held.put();
    const { identity } = await held.patch({ identity: { type: "SystemAssigned" } });
    const environments = ways(machine(held.selectors));
    const look = (way) => inside(environments[way], { identities: [{}], group: site.name });

    const before = await look("the metadata service");
    assert.deepEqual({ statusCode: before.readError?.statusCode, code: before.readError?.code }, { statusCode: 403, code: "AuthorizationFailed" });
    const own = newClients(bearer(before.tokens[0].token));
    await refused(held.get(own), 403, "AuthorizationFailed");

    const assignment = await site.assign(reader, identity.principalId);
    for (const way of Object.keys(environments)) {
      const { read, readError } = await look(way);
      assert.equal(read?.location, location, readError?.message);
    }
    assert.equal((await held.get(own)).name, "machine"); // with the token from before
    await refused(own.msi.userAssignedIdentities.createOrUpdate(site.name, "made", { location }), 403, "AuthorizationFailed");

    await site.authorization.roleAssignments.deleteById(assignment.id);
    await refused(held.get(own), 403, "AuthorizationFailed");
    await site.assign(reader, identity.principalId);
    await held.get(own);

    await held.patch({ identity: { type: "None" } });
    await refused(held.get(own), 401, "InvalidAuthenticationToken");
    for (const way of Object.keys(environments)) {
      isRefusal((await look(way)).tokens[0], way);
    }
  });
}
