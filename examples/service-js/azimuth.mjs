// A server of Azimuth for tests: copy this file. It needs Node.js 20 alone, and
// the binary, which AZIMUTH_BIN names.
//
//   const azimuth = await Azimuth.start();
//   const { id } = azimuth.machine("app", "Reader");
//   const child = azimuth.spawn("app", process.execPath, ["main.mjs"]);
//   azimuth.run("fault", "add", "--scenario", "arm-throttled");
//   await azimuth.stop();
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const binary = process.env.AZIMUTH_BIN ?? "azimuth";

export class Azimuth {
  // Starts a server on free ports, which keeps nothing and lets programs behind it
  // reach nobody else. options are further ones of `azimuth serve`.
  static async start(...options) {
    const azimuth = new Azimuth();
    azimuth.data = mkdtempSync(join(tmpdir(), "azimuth-"));
    const free = ["--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0", "--store", "memory", "--log-level", "warn"];
    azimuth.server = spawn(binary, ["serve", "--data", azimuth.data, ...free, "--proxy-deny-others", ...options], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    azimuth.ended = once(azimuth.server, "exit");
    await printed(azimuth.server.stdout, (line) => line === "ready", "azimuth serve");
    azimuth.env = JSON.parse(azimuth.run("env", "--format", "json"));
    return azimuth;
  }

  // What one of azimuth's commands prints.
  run(command, ...args) {
    return execFileSync(binary, [command, "--data", this.data, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  // Makes a virtual machine in the group rg with a system-assigned identity that
  // has roles in the group.
  machine(name, ...roles) {
    this.run("exec", ...host(name), "--create", ...roles.flatMap((role) => ["--role", role]), "--", binary, "version");
    const group = `/subscriptions/${this.env.subscriptionId}/resourceGroups/rg`;
    return { id: `${group}/providers/Microsoft.Compute/virtualMachines/${name}`, group };
  }

  // Starts a program as a machine: all that it knows of Azure is Azimuth.
  spawn(name, program, args, options) {
    return spawn(binary, ["exec", "--data", this.data, ...host(name), "--", program, ...args], options);
  }

  // Asks Resource Manager as the administrator; answers other than 2xx are errors.
  async ask(method, path, body) {
    const { resourceManager, login, tenantId, clientId, clientSecret } = this.env;
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope: "https://management.azure.com/.default" };
    const { access_token: token } = await this.send("POST", `${login}/${tenantId}/oauth2/v2.0/token`, new URLSearchParams(form).toString(), {
      "Content-Type": "application/x-www-form-urlencoded",
    });
    return this.send(method, resourceManager + path, body && JSON.stringify(body), { Authorization: `Bearer ${token}`, "Content-Type": "application/json" });
  }

  async send(method, url, body, headers) {
    const sent = request(url, { method, headers, ca: readFileSync(this.env.caFile) }).end(body);
    const [response] = await once(sent, "response");
    const text = (await response.toArray()).join("");
    if (response.statusCode >= 300) {
      throw new Error(`${method} ${url}: ${response.statusCode} ${text}`);
    }
    return text && JSON.parse(text);
  }

  async stop() {
    this.server.kill("SIGTERM");
    await this.ended;
    rmSync(this.data, { recursive: true, force: true });
  }
}

// By their environment, which works everywhere, and under Azure's public names.
function host(name) {
  return ["--network", "host", "--proxy", "--resource-group", "rg", "--vm", name];
}

// The first line of a stream that is looked for; an error where the stream ends first.
export async function printed(stream, is, what) {
  const lines = createInterface({ input: stream });
  for await (const line of lines) {
    if (is(line)) {
      stream.resume(); // what comes later is not held up
      return line;
    }
  }
  throw new Error(`${what} ended before it was ready`);
}
