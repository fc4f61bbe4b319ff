// Drives the portal with Chromium against fresh servers of the real binary: that
// of AZIMUTH_BIN, or bin/azimuth. Node reads the certificates that it trusts when
// it starts, so that the tests are children of this process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { get } from "node:https";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { startServer } from "./server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const binary = resolve(process.env.AZIMUTH_BIN ?? join(here, "../../bin/azimuth"));
const dir = mkdtempSync(join(tmpdir(), "azimuth-portal-"));
const wanted = process.argv.slice(2);

// The server of a file that is not like the others.
const servers = {
  // Operations take as long as in Azure, and time runs ten times as fast. Another
  // server stands for an outside issuer of tokens.
  "work.test.mjs": async (data) => {
    const issuer = await startServer(binary, `${data}-issuer`, ["--issuer", "own"]);
    const { hostname } = new URL(issuer.environment.login);
    const options = ["--async", "azure", "--clock", "x10", "--federation-issuer", `${issuer.environment.login}/*`, "--federation-private-host", hostname];
    const server = await startServer(binary, data, options, { SSL_CERT_FILE: issuer.environment.caFile });
    return { environment: { ...server.environment, issuer: issuer.environment }, stop: async () => (await issuer.stop()) || server.stop() };
  },
};

// What is measured runs when it is named; the tests run by themselves.
const files = readdirSync(here).filter((name) => (wanted.length === 0 ? name.endsWith(".test.mjs") : /\.(test|bench)\.mjs$/.test(name) && wanted.some((word) => name.includes(word))));

try {
  for (const file of files) {
    await run(file);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

// requirePage says at once that the binary has no portal: each test would wait
// for it in vain.
async function requirePage({ portal, caFile }) {
  const [answer] = await once(get(portal, { ca: readFileSync(caFile) }), "response");
  const page = (await answer.setEncoding("utf8").toArray()).join("");
  if (!page.includes('type="module"')) {
    throw new Error(`${binary} was built without the portal's page (${answer.statusCode} at ${portal}): run make build`);
  }
}

// certificates makes one file of those of all servers.
function certificates(environment, path) {
  writeFileSync(path, [environment, environment.issuer].filter(Boolean).map((one) => readFileSync(one.caFile, "utf8")).join("\n"));
  return path;
}

// run runs the tests of a file against a server of their own: what one file makes
// is not in the lists of another.
async function run(file) {
  const server = await (servers[file] ?? ((data) => startServer(binary, data)))(join(dir, file));
  try {
    await requirePage(server.environment);
    const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", join(here, file)], {
      stdio: "inherit",
      env: {
        PATH: process.env.PATH,
        HOME: dir,
        AZIMUTH_BIN: binary,
        AZIMUTH_TEST: JSON.stringify(server.environment),
        AZIMUTH_TEST_DATA: join(dir, file),
        AZIMUTH_SCREENSHOTS: process.env.AZIMUTH_SCREENSHOTS ? resolve(process.env.AZIMUTH_SCREENSHOTS) : "",
        CHROMIUM: process.env.CHROMIUM ?? "chromium",
        NODE_EXTRA_CA_CERTS: certificates(server.environment, join(dir, `${file}.pem`)),
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
