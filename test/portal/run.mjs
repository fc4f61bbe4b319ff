// Drives the portal with Chromium against fresh servers of the real binary: that
// of AZIMUTH_BIN, or bin/azimuth. Node reads the certificates that it trusts when
// it starts, so that the tests are children of this process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { startServer } from "./server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const binary = resolve(process.env.AZIMUTH_BIN ?? join(here, "../../bin/azimuth"));
const dir = mkdtempSync(join(tmpdir(), "azimuth-portal-"));
const wanted = process.argv.slice(2);

const files = readdirSync(here).filter((name) => name.endsWith(".test.mjs") && (wanted.length === 0 || wanted.some((word) => name.includes(word))));

try {
  for (const file of files) {
    await run(file);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

// run runs the tests of a file against a server of their own: what one file makes
// is not in the lists of another.
async function run(file) {
  const server = await startServer(binary, join(dir, file));
  try {
    const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", join(here, file)], {
      stdio: "inherit",
      env: {
        PATH: process.env.PATH,
        HOME: dir,
        AZIMUTH_BIN: binary,
        AZIMUTH_TEST: JSON.stringify(server.environment),
        AZIMUTH_SCREENSHOTS: process.env.AZIMUTH_SCREENSHOTS ? resolve(process.env.AZIMUTH_SCREENSHOTS) : "",
        CHROMIUM: process.env.CHROMIUM ?? "chromium",
        NODE_EXTRA_CA_CERTS: server.environment.caFile,
      },
    });
    const [code] = await once(tests, "exit");
    if (code !== 0) {
      process.exitCode = 1;
    }
  } finally {
    if ((await server.stop()) !== 0) {
      console.error("azimuth serve did not end well");
      process.exitCode = 1;
    }
  }
}
