// What this tab has deleted. Pages that still show it must not ask for it again
// on the way to another page.
import type { Request } from "./request";
import { graphRoot } from "./request";

const gone = new Set<string>();

function keyOf(request: Request): string {
  const path = decodeURI(request.address.split("?")[0] ?? "");
  return `${request.service} ${request.service === "graph" ? path.slice(graphRoot.length) : path}`.toLowerCase();
}

// Notes what a request is about to do.
export function noteGone(request: Request): void {
  if (request.method === "DELETE") {
    gone.add(keyOf(request));
  } else if (request.method === "PUT") {
    gone.delete(keyOf(request));
  }
}

// Takes a note back, where the request was refused.
export function unnoteGone(request: Request): void {
  gone.delete(keyOf(request));
}

// Whether a query is about something that is gone, or about what was in it.
export function isGone(service: string, path: string): boolean {
  const segments = `${service} ${path.split("?")[0] ?? ""}`.toLowerCase().split("/");
  return gone.size > 0 && segments.some((_, i) => gone.has(segments.slice(0, i + 1).join("/")));
}
