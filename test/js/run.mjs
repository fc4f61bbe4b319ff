// Runs the tests against a fresh server of the real binary: that of AZIMUTH_BIN,
// or bin/azimuth. Node reads the certificates that it trusts when it starts, so
// that the tests are children of this process.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const binary = resolve(process.env.AZIMUTH_BIN ?? join(here, "../../bin/azimuth"));
const dir = mkdtempSync(join(tmpdir(), "azimuth-js-"));
const data = join(dir, "data");

const server = spawn(binary, ["serve", "--data", data, "--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0", "--store", "memory"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const ended = once(server, "exit");
try {
  await ready();
  process.exitCode = await runTests();
} finally {
  server.kill("SIGTERM");
  const [code] = await ended;
  if (code !== 0) {
    console.error(`azimuth serve ended with ${code}`);
    process.exitCode = 1;
  }
  rmSync(dir, { recursive: true });
}

async function ready() {
  for await (const line of createInterface({ input: server.stdout })) {
    if (line === "ready") {
      return;
    }
  }
  throw new Error("azimuth serve ended before it was ready");
}

// The tests get an environment of their own: what this machine's says of Azure
// and of proxies would lead the SDKs elsewhere.
async function runTests() {
  const browser = join(dir, "browser");
  execFileSync("go", ["build", "-o", browser, "./test/signin/browser"], { cwd: join(here, "../.."), stdio: "inherit" });
  const azimuth = execFileSync(binary, ["env", "--data", data, "--format", "json"], { encoding: "utf8" });
  const only = process.argv[2] ?? "";
  const files = readdirSync(here).filter((name) => name.startsWith(only) && name.endsWith(".test.mjs")).map((name) => join(here, name));
  const tests = spawn(process.execPath, ["--test", "--test-reporter=spec", ...files], {
    stdio: "inherit",
    env: {
      PATH: process.env.PATH,
      AZIMUTH_BIN: binary,
      AZIMUTH_DATA: data,
      BROWSER: browser,
      AZIMUTH_TEST: azimuth,
      NODE_EXTRA_CA_CERTS: JSON.parse(azimuth).caFile,
      NODE_OPTIONS: `--import=${new URL("loopback.mjs", import.meta.url)}`,
    },
  });
  const [code] = await once(tests, "exit");
  return code ?? 1;
}
