// The service's answers, which are Azure's about one resource group.
import { createServer } from "node:http";

import { meaning } from "./failure.mjs";

// A server that answers with what machines, the SDK's operations, find in group.
// timeout, in milliseconds, holds for a request with its retries at Azure.
export function newService({ machines, group, log, timeout = 15_000 }) {
  const routes = [
    ["GET", /^\/healthz$/, async () => "ok"],
    ["GET", /^\/machines$/, list],
    ["GET", /^\/machines\/([^/]+)$/, get],
    ["POST", /^\/machines\/([^/]+)\/start$/, after((...args) => machines.start(...args))],
    // Deallocating also gives the hardware back, so that the machine costs nothing.
    ["POST", /^\/machines\/([^/]+)\/stop$/, after((...args) => machines.deallocate(...args))],
  ];

  async function list(options) {
    const found = [];
    for await (const { name } of machines.list(group, options)) {
      found.push({ name });
    }
    return found;
  }

  async function get(options, name) {
    const { statuses = [] } = await machines.instanceView(group, name, options);
    const power = statuses.map(({ code }) => code).find((code) => code.startsWith("PowerState/"));
    return { name, power: power?.slice("PowerState/".length) ?? "unknown" };
  }

  // An operation, to its end, and the machine as it is then.
  function after(begin) {
    return async (options, name) => {
      await begin(group, name, { ...options, updateIntervalInMs: 1000 });
      return get(options, name);
    };
  }

  return createServer({ headersTimeout: 5000 }, async (request, response) => {
    const { pathname } = new URL(request.url, "http://service");
    for (const [method, path, question] of routes) {
      const [found, name] = path.exec(pathname) ?? [];
      if (found && method === request.method) {
        return answer(question, name && decoded(name));
      }
    }
    send(404, { error: { code: "not_found", message: "There is nothing here." } });

    async function answer(question, name) {
      const abortSignal = AbortSignal.timeout(timeout);
      try {
        send(200, await question({ abortSignal }, name));
      } catch (error) {
        const { status, retryAfter, ...said } = meaning(error, abortSignal.aborted);
        // Azure's own words stay in the log: they name identities and scopes.
        log("error", "azure failed", { method: request.method, path: pathname, code: said.code, error: error.message });
        send(status, { error: said }, retryAfter && { "Retry-After": retryAfter });
      }
    }

    function send(status, body, headers) {
      response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(JSON.stringify(body));
    }
  });
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // no machine has such a name
  }
}
