import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";

import { Azimuth, printed } from "./azimuth.mjs";

const main = new URL("main.mjs", import.meta.url).pathname;

// What the tests share: a server, with a machine to look after, and the service as
// a machine that may stop and start it.
let azimuth, operator;

before(async () => {
  azimuth = await siteOf();
  operator = await started(azimuth, "operator", "Virtual Machine Contributor");
});
after(async () => {
  await operator.stop();
  await azimuth.stop();
});

async function siteOf() {
  const azimuth = await Azimuth.start();
  azimuth.machine("worker");
  return azimuth;
}

// The service, run as a machine of its own that has roles.
async function started(azimuth, name, ...roles) {
  const machine = azimuth.machine(name, ...roles);
  const service = azimuth.spawn(name, process.execPath, [main], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, RESOURCE_GROUP: "rg", PORT: "0" },
  });
  const ended = once(service, "exit");
  const { port } = JSON.parse(await printed(service.stderr, (line) => line.includes('"ready"'), "the service"));
  return {
    machine,
    async ask(status, code, method = "GET", path = "/machines/worker") {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
      const body = await response.json();
      assert.deepEqual([response.status, body.error?.code], [status, code], JSON.stringify(body));
      return { body, retryAfter: response.headers.get("retry-after") };
    },
    async stop() {
      service.kill("SIGTERM");
      await ended;
    },
  };
}

test("it lists, stops and starts machines", async () => {
  const listed = await operator.ask(200, undefined, "GET", "/machines");
  assert.ok(listed.body.some(({ name }) => name === "worker"));
  for (const [method, path, power] of [
    ["GET", "/machines/worker", "running"],
    ["POST", "/machines/worker/stop", "deallocated"],
    ["GET", "/machines/worker", "deallocated"],
    ["POST", "/machines/worker/start", "running"],
  ]) {
    const { body } = await operator.ask(200, undefined, method, path);
    assert.deepEqual(body, { name: "worker", power });
  }
  await operator.ask(404, "not_found", "GET", "/machines/none");
});

test("throttled twice, which the SDK bears", async () => {
  azimuth.run("fault", "add", "--front", "resourceManager", "--status", "429", "--retry-after", "0s", "--times", "2");
  await operator.ask(200);
  const [{ hits }] = JSON.parse(azimuth.run("fault", "list", "--format", "json"));
  azimuth.run("fault", "clear");
  assert.equal(hits, 2);
});

test("throttled for longer, which the service tells", async () => {
  azimuth.run("fault", "add", "--front", "resourceManager", "--status", "429", "--retry-after", "1s");
  const { retryAfter } = await operator.ask(503, "throttled");
  azimuth.run("fault", "clear");
  assert.equal(retryAfter, "1");
});

test("a role is missing, then the identity", async () => {
  const reader = await started(azimuth, "reader", "Reader");
  await reader.ask(200);
  await reader.ask(502, "no_role", "POST", "/machines/worker/stop");
  await azimuth.ask("PATCH", `${reader.machine.id}?api-version=2024-07-01`, { identity: { type: "None" } });
  await reader.ask(503, "no_identity"); // with the token from before
  await reader.stop();

  const without = await started(azimuth, "reader"); // made already, and left as it is
  await without.ask(503, "no_identity"); // no token is given
  await without.stop();
});

test("the token has expired by Azure's clock", async () => {
  const azimuth = await siteOf();
  const late = await started(azimuth, "late", "Reader");
  await late.ask(200);
  azimuth.run("clock", "advance", "25h");
  await late.ask(503, "no_identity");
  await late.stop();
  await azimuth.stop();
});
