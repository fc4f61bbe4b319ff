// P0: people sign in, elsewhere with a code and in a browser, which a program plays.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

import { DeviceCodeCredential, InteractiveBrowserCredential } from "@azure/identity";

import { all, armScope, azimuth, newClients } from "./clients.mjs";
import { claims } from "./inside.mjs";

const options = { tenantId: azimuth.tenantId, authorityHost: azimuth.login, disableInstanceDiscovery: true };

async function works(credential) {
  const { token } = await credential.getToken(armScope);
  const { upn, idtyp, scp, appid } = claims(token);
  assert.deepEqual({ upn, idtyp, scp }, { upn: "admin@azimuth.test", idtyp: "user", scp: "user_impersonation" });
  assert.equal(appid, "04b07795-8ddb-461a-bbee-02f9e1bf7b46");
  assert.ok(Array.isArray(await all(newClients(credential).resources.resourceGroups.list())));
  // One sign-in serves for every resource.
  const vault = await credential.getToken("https://vault.azure.net/.default");
  assert.equal(claims(vault.token).aud, "https://vault.azure.net");
}

test("DeviceCodeCredential", async () => {
  let visit;
  const userPromptCallback = ({ verificationUri, userCode }) => {
    visit = promisify(execFile)(process.env.BROWSER, [`${verificationUri}?user_code=${userCode}`]);
  };
  await works(new DeviceCodeCredential({ ...options, userPromptCallback }));
  await visit;
});

test("InteractiveBrowserCredential", async () => {
  await works(new InteractiveBrowserCredential(options));
});
