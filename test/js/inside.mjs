// Programs inside a machine: each is a fresh process, as the SDK keeps the way to
// its token endpoint, and its tokens, for the whole process.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { azimuth } from "./clients.mjs";

const program = fileURLToPath(new URL("program.mjs", import.meta.url));

// What `azimuth env` says of a machine that the selectors name.
export function machine(selectors) {
  return JSON.parse(execFileSync(process.env.AZIMUTH_BIN, ["env", "--format", "json", ...selectors], { encoding: "utf8" }));
}

// The ways on which a program finds the identities of the machine that it is in:
// environments by the protocol's name.
export function ways({ authorityHost, identityEndpoint, identityHeader }) {
  return {
    "the metadata service": { AZURE_POD_IDENTITY_AUTHORITY_HOST: authorityHost },
    "App Service's protocol": { IDENTITY_ENDPOINT: identityEndpoint, IDENTITY_HEADER: identityHeader },
  };
}

// Runs the program with an environment. task is what program.mjs says.
export async function inside(environment, task) {
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    env: {
      ...environment,
      TASK: JSON.stringify({ ...task, resourceManager: azimuth.resourceManager, subscriptionId: azimuth.subscriptionId }),
      NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS,
      NODE_OPTIONS: process.env.NODE_OPTIONS,
    },
  });
  return JSON.parse(stdout);
}

// A token's claims, without asking who signed it.
export function claims(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
}

// What the SDK makes of the refusals. It finds no text in those of App Service,
// whose members begin with capitals, and takes them for tokens that lack members.
const refusals = {
  "the metadata service": /Identity not found/,
  "App Service's protocol": /Response had no "expiresOn" property/,
};

// Checks that a program got no token on a way.
export function isRefusal({ token, error }, way) {
  assert.equal(token, undefined);
  assert.match(error, refusals[way]);
}
