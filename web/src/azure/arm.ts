// Resource Manager's protocol, and Graph's as far as it is the same: reading,
// paging, and writes that take time.
import { ApiError, errorOf } from "./errors";
import { ask, type Reply } from "./http";
import type { Request } from "./request";

export async function get<T = any>(request: Request, signal?: AbortSignal): Promise<T> {
  return (await ask(request, signal)).body as T;
}

// What has come of a collection, and whether there is more of it.
export interface Part<T> {
  rows: T[];
  more: boolean;
}

// Reads a collection page by page, and gives with each all that has come so far.
// Links to the next page are absolute; only their path is followed, so that a
// request never leaves this server.
export async function* parts<T = any>(request: Request, signal?: AbortSignal): AsyncGenerator<Part<T>> {
  let rows: T[] = [];
  let next: string | undefined = request.address;
  while (next) {
    const page: { value: T[]; nextLink?: string; "@odata.nextLink"?: string } = await get({ ...request, address: next }, signal);
    const link = page.nextLink ?? page["@odata.nextLink"];
    rows = [...rows, ...(page.value ?? [])];
    next = link ? localOf(link) : undefined;
    yield { rows, more: next !== undefined };
  }
}

// All pages of a collection.
export async function list<T = any>(request: Request, signal?: AbortSignal): Promise<T[]> {
  let all: T[] = [];
  for await (const { rows } of parts<T>(request, signal)) {
    all = rows;
  }
  return all;
}

// The path and the query of a link of the server.
function localOf(link: string): string {
  const url = new URL(link, location.origin);
  return url.pathname + url.search;
}

// Sends a write or an action and waits until it has come to its end. onProgress
// is called with the state of the operation whenever it is known anew.
export async function perform<T = any>(request: Request, onProgress?: (state: string) => void): Promise<T> {
  const reply = await ask(request);
  const operation = request.answered ? null : reply.headers.get("azure-asyncoperation");
  if (operation) {
    await follow(operation, reply, onProgress);
    if (request.method === "PUT" || request.method === "PATCH") {
      return get<T>({ service: request.service, method: "GET", address: request.address });
    }
    return reply.body as T;
  }
  const place = reply.status === 202 && !request.answered ? reply.headers.get("location") : null;
  return place ? ((await followLocation(place, reply, onProgress)) as T) : (reply.body as T);
}

const ended = new Set(["succeeded", "failed", "canceled"]);

const poll = (address: string) => ask({ service: "arm", method: "GET", address: localOf(address) });

async function follow(address: string, first: Reply, onProgress?: (state: string) => void): Promise<void> {
  let reply = first;
  for (let times = 0; ; times++) {
    const seen = await poll(address);
    const state = String(seen.body?.status ?? "");
    onProgress?.(state);
    if (ended.has(state.toLowerCase())) {
      if (state.toLowerCase() !== "succeeded") {
        throw seen.body?.error ? errorOf(200, seen.body, "") : new ApiError(200, state, "");
      }
      return;
    }
    reply = seen;
    await pause(reply, times);
  }
}

async function followLocation(address: string, first: Reply, onProgress?: (state: string) => void): Promise<unknown> {
  let reply = first;
  for (let times = 0; reply.status === 202; times++) {
    onProgress?.("Running");
    await pause(reply, times);
    reply = await poll(address);
  }
  return reply.body;
}

// Waits as long as the server says, or a second: less at first, as somebody looks
// on, and what takes long in Azure need not here.
function pause(reply: Reply, times: number): Promise<void> {
  const seconds = Number(reply.headers.get("retry-after") ?? "1");
  return new Promise((done) => setTimeout(done, Math.min(Math.max(seconds, 0.25), 2 ** times, 30) * 1000));
}
