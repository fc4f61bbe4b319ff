// Drives the portal with Chromium against fresh servers of the real binary: that
// of AZIMUTH_BIN, or bin/azimuth. Node reads the certificates that it trusts when
// it starts, so that the tests are children of this process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { get } from "node:https";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { startServer } from "./server.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const binary = resolve(process.env.AZIMUTH_BIN ?? join(here, "../../bin/azimuth"));
const dir = mkdtempSync(join(tmpdir(), "azimuth-portal-"));
const wanted = process.argv.slice(2);
// How many files run beside each other, each with a server and a browser of its own.
const lanes = Math.min(availableParallelism(), 4);

// The server of a file that is not like the others.
const servers = {
  // Operations take as long as in Azure, and time runs ten times as fast. Another
  // server stands for an outside issuer of tokens.
  "work.test.mjs": async (data) => {
    const issuer = await startServer(binary, `${data}-issuer`, ["--issuer", "own"]);
    const { hostname } = new URL(issuer.environment.login);
    const options = ["--async", "azure", "--clock", "x10", "--federation-issuer", `${issuer.environment.login}/*`, "--federation-private-host", hostname];
    const server = await startServer(binary, data, options, { SSL_CERT_FILE: issuer.environment.caFile });
    return {
      environment: { ...server.environment, issuer: issuer.environment },
      said: () => server.said() + issuer.said(),
      stop: async () => (await issuer.stop()) || server.stop(),
    };
  },
};

// What is measured runs when it is named; the tests run by themselves.
const files = readdirSync(here).filter((name) => (wanted.length === 0 ? name.endsWith(".test.mjs") : /\.(test|bench)\.mjs$/.test(name) && wanted.some((word) => name.includes(word))));

// A file that runs alone tells how it goes on; of others, what each has to say stands together.
const alone = files.length === 1;

// The longest first: a short one at the end leaves no processor idle for long.
files.sort((a, b) => statSync(join(here, b)).size - statSync(join(here, a)).size);

try {
  await Promise.all(Array.from({ length: Math.min(lanes, files.length) }, lane));
} finally {
  rmSync(dir, { recursive: true, force: true });
}

// lane runs one file after the other.
async function lane() {
  for (let file = files.shift(); file; file = files.shift()) {
    const began = performance.now();
    try {
      await run(file);
    } catch (error) {
      console.error(error);
      process.exitCode = 1;
    }
    console.log(`${file} took ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
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
      stdio: ["ignore", alone ? "inherit" : "pipe", "inherit"],
      env: {
        PATH: process.env.PATH,
        HOME: dir,
        AZIMUTH_BIN: binary,
        AZIMUTH_TEST: JSON.stringify(server.environment),
        AZIMUTH_TEST_DATA: join(dir, file),
        AZIMUTH_SCREENSHOTS: process.env.AZIMUTH_SCREENSHOTS ? resolve(process.env.AZIMUTH_SCREENSHOTS) : "",
        CHROMIUM: process.env.CHROMIUM ?? "",
        NODE_EXTRA_CA_CERTS: certificates(server.environment, join(dir, `${file}.pem`)),
      },
    });
    const [said, [code]] = await Promise.all([tests.stdout?.setEncoding("utf8").toArray(), once(tests, "exit")]);
    process.stdout.write((said ?? []).join(""));
    if (code !== 0) {
      console.error(`${file} failed; its server said:\n${server.said()}`);
      process.exitCode = 1;
    }
  } finally {
    if ((await server.stop()) !== 0) {
      console.error("azimuth serve did not end well");
      process.exitCode = 1;
    }
  }
}
