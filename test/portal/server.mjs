// A server of the real binary, on free ports unless told otherwise.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export async function startServer(binary, data, options = [], variables = {}) {
  const server = spawn(binary, ["serve", "--data", data, "--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0", "--store", "memory", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...variables },
  });
  const ended = once(server, "exit");
  await ready(server);
  const environment = JSON.parse(execFileSync(binary, ["env", "--data", data, "--format", "json"], { encoding: "utf8" }));
  return {
    environment,
    async stop() {
      server.kill("SIGTERM");
      const [code] = await ended;
      return code;
    },
  };
}

async function ready(server) {
  for await (const line of createInterface({ input: server.stdout })) {
    if (line === "ready") {
      return;
    }
  }
  throw new Error("azimuth serve ended before it was ready");
}
