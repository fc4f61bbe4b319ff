// S1, S3: programs in a machine take tokens, by each of the SDK's ways to name an
// identity and through both protocols.
import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";

import { administrator, armScope, azimuth } from "./clients.mjs";
import { claims, inside, isRefusal, machine, ways } from "./inside.mjs";
import { kinds, Site } from "./site.mjs";

const both = "SystemAssigned, UserAssigned";

for (const [kind, make] of Object.entries(kinds)) {
  test(`S1 tokens in a ${kind}`, async (t) => {
    const site = await Site.make(`tokens-${kind.replace(" ", "-")}`);
    const held = await make(site);
    const [first, second, other] = [await site.identity("first"), await site.identity("second"), await site.identity("other")];
    const made = await held.put({ type: both, userAssignedIdentities: { [first.id]: {}, [second.id]: {} } });
    const own = await site.msi.systemAssignedIdentities.getByScope(made.id);
    assert.equal(own.principalId, made.identity.principalId);
    const machineId = { ...own, id: made.id };
    const choices = [
      ["system-assigned", {}, machineId],
      ["by client id", { clientId: first.clientId }, first],
      ["by object id", { objectId: second.principalId }, second],
      ["by resource id", { resourceId: second.id }, second],
      ["by resource id in another case", { resourceId: first.id.toUpperCase() }, first],
      ["by the client id of another", { clientId: other.clientId }],
      ["by the object id of another", { objectId: other.principalId }],
      ["by the resource id of another", { resourceId: other.id }],
    ];

    for (const [way, environment] of Object.entries(ways(machine(held.selectors)))) {
      const { tokens } = await inside(environment, { identities: choices.map(([, choice]) => choice) });
      for (const [i, [name, , want]] of choices.entries()) {
        await t.test(`S1 ${kind}, ${name} through ${way}`, () => (want ? isTokenOf(tokens[i], want) : isRefusal(tokens[i], way)));
      }
      await t.test(`S1 ${kind}, DefaultAzureCredential through ${way}`, async () => {
        isTokenOf((await inside(environment, { default: {} })).tokens[0], machineId);
        isTokenOf((await inside({ ...environment, AZURE_CLIENT_ID: first.clientId }, { default: {} })).tokens[0], first);
      });
    }
  });
}

function isTokenOf({ token, expiresOn, error }, { principalId, clientId, id }) {
  assert.equal(error, undefined);
  const { oid, appid, tid, aud, exp, xms_mirid: mirid } = claims(token);
  assert.deepEqual({ oid, appid, tid, aud }, { oid: principalId, appid: clientId, tid: azimuth.tenantId, aud: "https://management.azure.com" });
  assert.equal(mirid.toLowerCase(), id.toLowerCase());
  assert.ok(Math.abs(expiresOn / 1000 - exp) <= 1, `expiresOn ${expiresOn}, exp ${exp}`);
}

test("S1 a machine without identities, and one that does not exist", async () => {
  const site = await Site.make("js-without");
  const held = await kinds["virtual machine"](site);
  await held.put();
  const without = machine(held.selectors);
  for (const [way, environment] of Object.entries(ways(without))) {
    isRefusal((await inside(environment, { identities: [{}] })).tokens[0], way);
  }
  const unknown = { AZURE_POD_IDENTITY_AUTHORITY_HOST: `${azimuth.metadata}/vm/unknown` };
  isRefusal((await inside(unknown, { identities: [{}] })).tokens[0], "the metadata service");
});

test("S1 ClientSecretCredential", async () => {
  const { token } = await administrator().getToken(armScope);
  assert.equal(claims(token).appid, azimuth.clientId);
});

test("S1 DefaultAzureCredential with a secret in the environment", async () => {
  const environment = {
    AZURE_TENANT_ID: azimuth.tenantId,
    AZURE_CLIENT_ID: azimuth.clientId,
    AZURE_CLIENT_SECRET: azimuth.clientSecret,
    AZURE_AUTHORITY_HOST: azimuth.login,
  };
  const task = { default: { disableInstanceDiscovery: true } };
  const { tokens } = await inside(environment, task);
  assert.equal(claims(tokens[0].token).appid, azimuth.clientId);
  const wrong = await inside({ ...environment, AZURE_CLIENT_SECRET: "wrong" }, task);
  assert.match(wrong.tokens[0].error, /AADSTS7000215/);
});

test("S3 a token is signed with a published key", async () => {
  const { token } = await administrator().getToken(armScope);
  const [header, payload, signature] = token.split(".");
  const { kid, alg } = JSON.parse(Buffer.from(header, "base64url"));
  assert.equal(alg, "RS256");
  const { keys } = await (await fetch(`${azimuth.login}/${azimuth.tenantId}/discovery/v2.0/keys`)).json();
  const key = createPublicKey({ key: keys.find((key) => key.kid === kid), format: "jwk" });
  const good = (text) => verify("RSA-SHA256", Buffer.from(`${header}.${text}`), key, Buffer.from(signature, "base64url"));
  assert.ok(good(payload));
  assert.ok(!good(`${payload}A`), "a changed token is good");
});
