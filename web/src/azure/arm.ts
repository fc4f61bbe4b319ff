// Resource Manager's protocol: reading, paging, and writes that take time.
import { ApiError, errorOf } from "./errors";
import { ask, type Reply } from "./http";
import { parseId } from "./ids";
import { versionOf } from "./versions";

// The address of a path at an api-version; the path may have a query already.
export function at(path: string, version: string): string {
  const encoded = path.split("?");
  const query = encoded[1] ? `${encoded[1]}&` : "";
  return `${encodeURI(encoded[0] ?? "")}?${query}api-version=${version}`;
}

export function ofId(id: string): string {
  return at(id, versionOf(parseId(id).type));
}

export async function get<T = any>(address: string, signal?: AbortSignal): Promise<T> {
  return (await ask("arm", "GET", address, { signal })).body as T;
}

// All pages of a collection. Links to the next page are absolute; only their
// path is followed, so that a request never leaves this server.
export async function list<T = any>(address: string, signal?: AbortSignal): Promise<T[]> {
  const all: T[] = [];
  let next: string | undefined = address;
  while (next) {
    const page: { value: T[]; nextLink?: string } = await get(next, signal);
    all.push(...(page.value ?? []));
    next = page.nextLink ? localOf(page.nextLink) : undefined;
  }
  return all;
}

// The path and the query of a link of the server.
export function localOf(link: string): string {
  const url = new URL(link, location.origin);
  return url.pathname + url.search;
}

export interface Written {
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
  // Called with the state of the operation whenever it is known anew.
  onProgress?: (state: string) => void;
}

// Sends a write or an action and waits until it has come to its end.
export async function write<T = any>(method: string, address: string, written: Written = {}): Promise<T> {
  const reply = await ask("arm", method, address, { body: written.body, text: written.text, headers: written.headers });
  const operation = reply.headers.get("azure-asyncoperation");
  if (operation) {
    await follow(operation, reply, written.onProgress);
    if (method === "PUT" || method === "PATCH") {
      return get<T>(address);
    }
    return reply.body as T;
  }
  const place = reply.status === 202 ? reply.headers.get("location") : null;
  return place ? ((await followLocation(place, reply, written.onProgress)) as T) : (reply.body as T);
}

const ended = new Set(["succeeded", "failed", "canceled"]);

async function follow(address: string, first: Reply, onProgress?: (state: string) => void): Promise<void> {
  let reply = first;
  for (;;) {
    const seen = await ask("arm", "GET", localOf(address));
    const state = String(seen.body?.status ?? "");
    onProgress?.(state);
    if (ended.has(state.toLowerCase())) {
      if (state.toLowerCase() !== "succeeded") {
        throw seen.body?.error ? errorOf(200, seen.body, "") : new ApiError(200, state, "");
      }
      return;
    }
    reply = seen;
    await pause(reply);
  }
}

async function followLocation(address: string, first: Reply, onProgress?: (state: string) => void): Promise<unknown> {
  let reply = first;
  while (reply.status === 202) {
    onProgress?.("Running");
    await pause(reply);
    reply = await ask("arm", "GET", localOf(address));
  }
  return reply.body;
}

// Waits as long as the server says, or a second.
function pause(reply: Reply): Promise<void> {
  const seconds = Number(reply.headers.get("retry-after") ?? "1");
  return new Promise((done) => setTimeout(done, Math.min(Math.max(seconds, 0.25), 30) * 1000));
}
