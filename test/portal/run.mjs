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

const server = await startServer(binary, join(dir, "data"));
try {
  const files = readdirSync(here).filter((name) => name.endsWith(".test.mjs") && (wanted.length === 0 || wanted.some((word) => name.includes(word)))).map((name) => join(here, name));
  const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", ...files], {
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
  process.exitCode = code ?? 1;
} finally {
  const code = await server.stop();
  if (code !== 0) {
    console.error(`azimuth serve ended with ${code}`);
    process.exitCode = 1;
  }
  rmSync(dir, { recursive: true, force: true });
}
