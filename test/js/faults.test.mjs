// What the SDKs make of bad days: how often they try again, and when they give
// up. Each fault is about its test's own machine, application or group, since all
// tests share a server.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";

import { ClientSecretCredential } from "@azure/identity";

import { administrator, armScope, azimuth, newClients, refused } from "./clients.mjs";
import { inside, machine, ways } from "./inside.mjs";
import { kinds, Site } from "./site.mjs";

// Adds a fault that goes with the test. hits tells how often it happened.
function addFault(t, ...flags) {
  const fault = (...args) => execFileSync(process.env.AZIMUTH_BIN, ["fault", ...args], { encoding: "utf8" });
  const [{ id }] = JSON.parse(fault("add", "--format", "json", ...flags));
  const remove = () => fault("remove", id);
  t.after(remove);
  return { remove, hits: () => JSON.parse(fault("list", "--format", "json")).find((each) => each.id === id).hits };
}

// The clients of a credential, and how many requests they sent, each try counted.
function counting(credential) {
  const count = { name: "count", sendRequest: (request, next) => (counted.tries++, next(request)) };
  const counted = { tries: 0, clients: newClients(credential, [], { policy: count, position: "perRetry" }) };
  return counted;
}

const twice = (status) => ["--status", String(status), "--retry-after", "1s", "--times", "2"];

// Runs the cases side by side: each waits for seconds.
function each(t, cases, run) {
  return Promise.all(cases.map(([name, ...args], i) => t.test(name, (t) => run(t, i, name, ...args))));
}

test("the metadata service has a bad day", { concurrency: true }, async (t) => {
  const cases = [
    ["429 with Retry-After", twice(429), 2],
    ["500 with Retry-After", twice(500), 2],
    ["404", ["--status", "404", "--times", "1"], 1],
    ["the identity is not there", ["--scenario", "identity-not-found"], 1, /Identity not found/],
    ["a connection that is reset", ["--effect", "reset", "--times", "1"], 1],
  ];
  // In processes of their own: the SDK keeps tokens.
  await each(t, cases, async (t, i, name, flags, hits, wanted) => {
    const site = await Site.make(`js-faulty-imds-${i}`);
    const held = await kinds["virtual machine"](site);
    const { id } = await held.put({ type: "SystemAssigned" });
    const environment = ways(machine(held.selectors))["the metadata service"];
    const fault = addFault(t, "--front", "metadata", "--machine", id, ...flags);
    const began = performance.now();
    const [{ token, error }] = (await inside(environment, { identities: [{}] })).tokens;
    if (wanted) {
      assert.match(error, wanted);
    } else {
      assert.ok(token, error);
    }
    assert.equal(fault.hits(), hits);
    if (flags.includes("1s")) {
      assert.ok(performance.now() - began >= 2000, "the SDK did not wait as long as it was asked to");
    }
  });
});

// An application with a secret and its credential, so that faults can be about it alone.
async function newSecret(name) {
  const { token } = await administrator().getToken("https://graph.microsoft.com/.default");
  const graph = async (path, body) => {
    const response = await fetch(`${azimuth.resourceManager}/graph/v1.0${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return response.json();
  };
  const { id, appId } = await graph("/applications", { displayName: name });
  const { id: principalId } = await graph("/servicePrincipals", { appId });
  const { secretText } = await graph(`/applications/${id}/addPassword`, { passwordCredential: { displayName: name } });
  const credential = new ClientSecretCredential(azimuth.tenantId, appId, secretText, {
    authorityHost: azimuth.login,
    disableInstanceDiscovery: true,
  });
  return { appId, principalId, credential };
}

test("the token service has a bad day", { concurrency: true }, async (t) => {
  const cases = [
    ["429 with Retry-After", ["--status", "429", "--retry-after", "1s", "--times", "1"], 1],
    ["503 with Retry-After", twice(503), 2],
    ["500", ["--status", "500", "--times", "1"], 1],
    ["a wrong secret", ["--status", "401"], 1, /AADSTS7000215/],
  ];
  await each(t, cases, async (t, i, name, flags, hits, wanted) => {
    const { appId, credential } = await newSecret(name);
    const fault = addFault(t, "--front", "login", "--path", "**/token", "--principal", appId, ...flags);
    if (wanted) {
      await assert.rejects(credential.getToken(armScope), wanted);
    } else {
      assert.ok((await credential.getToken(armScope)).token);
    }
    assert.equal(fault.hits(), hits);
  });
});

test("Resource Manager has a bad day", { concurrency: true }, async (t) => {
  const cases = [
    ["throttled", ["--scenario", "arm-throttled"], 3],
    ["away", ["--scenario", "arm-unavailable"], 3],
    ["throttled for long", ["--status", "429", "--retry-after", "1s"], 4, 429, "SubscriptionRequestsThrottled"],
    ["a role that is missing", ["--scenario", "role-missing"], 1, 403, "AuthorizationFailed"],
    ["a conflict", ["--status", "409"], 1, 409, "Conflict"],
    ["a connection that is reset", ["--scenario", "connection-reset"], 2],
    ["a body that is cut", ["--scenario", "body-truncated"], 1, "PARSE_ERROR"],
  ];
  await each(t, cases, async (t, i, name, flags, tries, status, code) => {
    const site = await Site.make(`js-faulty-arm-${i}`);
    const counted = counting(administrator());
    addFault(t, "--path", `**/resourceGroups/${site.name}`, ...flags);
    const get = () => counted.clients.resources.resourceGroups.get(site.name);
    if (typeof status === "number") {
      await refused(get(), status, code);
    } else if (status) {
      await assert.rejects(get(), (error) => (assert.equal(error.code, status), true));
    } else {
      assert.equal((await get()).name, site.name);
    }
    assert.equal(counted.tries, tries);
  });
});

test("a token that was revoked", async (t) => {
  const site = await Site.make("js-revoked");
  const { appId, principalId, credential } = await newSecret("js-revoked");
  await site.assign("acdd72a7-3385-48ef-bd42-f606fba81ae7", principalId);
  const counted = counting(credential);
  await counted.clients.resources.resourceGroups.get(site.name);
  const fault = addFault(t, "--scenario", "token-revoked", "--principal", appId);
  assert.equal((await counted.clients.resources.resourceGroups.get(site.name)).name, site.name);
  assert.equal(fault.hits(), 1);
  assert.equal(counted.tries, 3, "one before, one that was refused, one with the new token");
});

test("a principal that has not spread", async (t) => {
  const site = await Site.make("js-principal");
  const { principalId } = await site.identity("fresh");
  addFault(t, "--effect", "principalNotFound", "--principal", principalId, "--times", "1");
  const assign = () => site.assign("acdd72a7-3385-48ef-bd42-f606fba81ae7", principalId);
  await refused(assign(), 400, "PrincipalNotFound");
  assert.equal((await assign()).principalId, principalId);
});

test("an answer that is lost", async (t) => {
  const site = await Site.make("js-lost");
  const counted = counting(administrator());
  const fault = addFault(t, "--scenario", "answer-lost", "--path", `**/resourcegroups/${site.name}`);
  assert.equal((await counted.clients.resources.resourceGroups.createOrUpdate(site.name, { location: "westus" })).name, site.name);
  assert.equal(fault.hits(), 1);
  assert.equal(counted.tries, 2, "the SDK writes once more");
});

test("operations that fail and stick", async (t) => {
  const site = await Site.make("js-operations");
  const begin = (name) =>
    site.network.virtualNetworks.createOrUpdate(site.name, name, { location: "westus", addressSpace: { addressPrefixes: ["10.0.0.0/16"] } }, { updateIntervalInMs: 100 });
  addFault(t, "--effect", "failOperation", "--code", "AllocationFailed", "--message", "No room.", "--path", `**/${site.name}/**/fails`, "--times", "1");
  await assert.rejects(begin("fails").pollUntilDone(), /AllocationFailed|No room/);
  assert.equal((await site.network.virtualNetworks.get(site.name, "fails")).provisioningState, "Failed");

  const fault = addFault(t, "--effect", "stickOperation", "--path", `**/${site.name}/**/sticks`);
  const poller = begin("sticks");
  await poller.submitted();
  await poller.poll();
  await poller.poll();
  assert.equal(poller.isDone, false);
  fault.remove();
  assert.equal((await poller.pollUntilDone()).provisioningState, "Succeeded");
});

// A verifier that keeps the published keys finds no key for the next token until
// it asks for them again.
test("a key that was rotated", async (t) => {
  const site = await Site.make("js-rotated");
  const held = await kinds["virtual machine"](site);
  const { id } = await held.put({ type: "SystemAssigned" });
  const keys = async () => (await (await fetch(`${azimuth.login}/${azimuth.tenantId}/discovery/v2.0/keys`)).json()).keys;
  const kept = await keys();
  addFault(t, "--scenario", "key-rotated", "--machine", id, "--front", "metadata");
  const [{ token }] = (await inside(ways(machine(held.selectors))["the metadata service"], { identities: [{}] })).tokens;
  const [header, payload, signature] = token.split(".");
  const { kid } = JSON.parse(Buffer.from(header, "base64url"));
  assert.equal(kept.find((key) => key.kid === kid), undefined, "the key was published before");
  const key = (await keys()).find((each) => each.kid === kid);
  assert.ok(verify("RSA-SHA256", Buffer.from(`${header}.${payload}`), createPublicKey({ key, format: "jwk" }), Buffer.from(signature, "base64url")));
});
