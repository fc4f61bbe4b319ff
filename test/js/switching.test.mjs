// R2 to R16, those that the SDK's types can say, for both kinds of machines.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { refused } from "./clients.mjs";
import { kinds, Site } from "./site.mjs";

const both = "SystemAssigned, UserAssigned";

// What the machine holds, what is sent, what it holds then. "-" before a name
// takes it away.
const rows = [
  { row: "R1 create with SystemAssigned", put: true, send: "SystemAssigned", want: "SystemAssigned" },
  { row: "R2 enable on a machine without", start: "None", send: "SystemAssigned", want: "SystemAssigned" },
  { row: "R3 SystemAssigned over user-assigned", start: "UserAssigned", startUsers: ["ID1", "ID2"], send: "SystemAssigned", want: "SystemAssigned" },
  { row: "R4 both", start: "None", send: "SystemAssigned,UserAssigned", sendUsers: ["ID1", "ID2"], want: both, wantUsers: ["ID1", "ID2"] },
  { row: "R6 None with system-assigned", start: "SystemAssigned", send: "None", want: "None" },
  { row: "R7 UserAssigned removes system-assigned", start: both, startUsers: ["ID1"], send: "UserAssigned", sendUsers: ["ID1"], want: "UserAssigned", wantUsers: ["ID1"] },
  { row: "R8 create with UserAssigned", put: true, send: "UserAssigned", sendUsers: ["ID1"], want: "UserAssigned", wantUsers: ["ID1"] },
  { row: "R9 userAssigned in lower case drops system-assigned", start: "SystemAssigned", send: "userAssigned", sendUsers: ["ID1"], want: "UserAssigned", wantUsers: ["ID1"] },
  { row: "R10 add one", start: both, startUsers: ["ID1"], send: both, sendUsers: ["ID1", "ID2"], want: both, wantUsers: ["ID1", "ID2"] },
  { row: "R10 a dictionary merges", start: both, startUsers: ["ID1"], send: both, sendUsers: ["ID2"], want: both, wantUsers: ["ID1", "ID2"] },
  { row: "R13 null removes one", start: both, startUsers: ["ID1", "ID2"], send: both, sendUsers: ["-ID2"], want: both, wantUsers: ["ID1"] },
  { row: "R15 SystemAssigned over both", start: both, startUsers: ["ID1", "ID2"], send: "SystemAssigned", want: "SystemAssigned" },
  { row: "R16 None with user-assigned only", start: "UserAssigned", startUsers: ["ID1", "ID2"], send: "None", want: "None" },
  { row: "PUT replaces the dictionary", put: true, start: both, startUsers: ["ID1", "ID2"], send: both, sendUsers: ["ID2"], want: both, wantUsers: ["ID2"] },
  { row: "PUT without identity keeps it", put: true, start: both, startUsers: ["ID1"], want: both, wantUsers: ["ID1"] },
];

for (const [kind, make] of Object.entries(kinds)) {
  describe(`identities of a ${kind}`, async () => {
    const site = await Site.make(`switching-${kind.replace(" ", "-")}`);
    const machine = await make(site);
    const ids = { ID1: (await site.identity("ID1")).id, ID2: (await site.identity("ID2")).id };
    // The identity member of a machine.
    const holding = (type, names = []) => {
      const users = names.map((name) => (name.startsWith("-") ? [ids[name.slice(1)], null] : [ids[name], {}]));
      return type && { type, ...(users.length && { userAssignedIdentities: Object.fromEntries(users) }) };
    };

    for (const c of rows) {
      test(`${kind}, ${c.row}`, async () => {
        const before = c.start && (await machine.put(holding(c.start, c.startUsers)));
        const sent = holding(c.send, c.sendUsers);
        const answer = c.put ? await machine.put(sent) : await machine.patch({ identity: sent });
        for (const got of [answer, await machine.get()]) {
          check(got.identity, c, ids);
          if (before?.identity?.principalId && got.identity?.principalId) {
            assert.equal(got.identity.principalId, before.identity.principalId, "the principal changed");
          }
          if (before && !c.put) {
            assert.deepEqual(rest(got), rest(before), "something else changed");
          }
        }
      });
    }

    test(`${kind}, R20 an identity in a foreign subscription`, async () => {
      await machine.put(holding("SystemAssigned"));
      const foreign = ids.ID1.replace(/^\/subscriptions\/[^/]+/, "/subscriptions/80c696ff-5efa-4909-a64d-f1b616f423ca");
      await refused(machine.patch({ identity: { type: "UserAssigned", userAssignedIdentities: { [foreign]: {} } } }), 403, "LinkedAuthorizationFailed");
      assert.equal((await machine.get()).identity.type, "SystemAssigned");
    });
  });
}

// A machine without what a change of its identity changes.
function rest({ identity, etag, ...unchanged }) {
  return unchanged;
}

function check(identity = { type: "None" }, { want, wantUsers = [] }, ids) {
  assert.equal(identity.type, want);
  assert.equal(Boolean(identity.principalId), want.startsWith("SystemAssigned"), `principal ${identity.principalId}`);
  const users = Object.entries(identity.userAssignedIdentities ?? {});
  assert.deepEqual(users.map(([id]) => id.toLowerCase()).sort(), wantUsers.map((name) => ids[name].toLowerCase()).sort());
  for (const [id, { clientId, principalId }] of users) {
    assert.ok(clientId && principalId, `${id} has no principal`);
  }
}
