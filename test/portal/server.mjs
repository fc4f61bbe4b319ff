// A server of the real binary, on free ports unless told otherwise.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

// environment is the server's, said() what it has logged, and stop ends it and has its
// exit status.
export async function startServer(binary, data, options = [], variables = {}) {
  const server = spawn(binary, ["serve", "--data", data, "--https", "127.0.0.1:0", "--metadata", "127.0.0.1:0", "--store", "memory", ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...variables },
  });
  const ended = once(server, "exit");
  let log = "";
  server.stderr.setEncoding("utf8").on("data", (text) => (log += text));
  await ready(server).catch((error) => {
    throw new Error(`${error.message}: ${log}`);
  });
  const environment = JSON.parse(execFileSync(binary, ["env", "--data", data, "--format", "json"], { encoding: "utf8" }));
  return {
    environment,
    said: () => log,
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
