// Requests as values: what a page is going to ask is described once, and from
// that it is sent, and shown as a command line.
import type { Audience } from "../auth/session";
import { parseId } from "./ids";
import { versionOf } from "./versions";

export interface Request {
  service: Audience;
  method: string;
  // Path and query on this server.
  address: string;
  body?: unknown;
  // A body that is text already, in place of body.
  text?: string;
  headers?: Record<string, string>;
  // Values that are sent and never shown, by the name of the variable that
  // stands for them.
  secrets?: Record<string, string>;
  // The arguments of az, where the request alone does not tell what is meant.
  az?: string[];
  // The first answer is enough: what was begun goes on at the server.
  answered?: boolean;
}

type Rest = Pick<Request, "body" | "text" | "headers" | "secrets" | "az" | "answered">;

// The address of a path at an api-version; the path may have a query already.
export function at(path: string, version: string): string {
  const [place = "", query] = path.split("?");
  return `${encodeURI(place)}?${query ? `${query}&` : ""}api-version=${version}`;
}

// A request to Resource Manager.
export function arm(method: string, path: string, version: string, rest: Rest = {}): Request {
  return { service: "arm", method, address: at(path, version), ...rest };
}

// A request about a resource, or about a collection or an action beneath one, at
// the api-version in which the page speaks of its type.
export function onResource(method: string, path: string, rest: Rest = {}): Request {
  return arm(method, path, versionOf(parseId(path.split("?")[0] ?? "").type), rest);
}

export const graphRoot = "/graph/v1.0";

// A request to Microsoft Graph.
export function graph(method: string, path: string, body?: unknown): Request {
  return { service: "graph", method, address: graphRoot + path, ...(body === undefined ? {} : { body }) };
}

// The text that is sent as a request's body; undefined for none.
export function bodyText(request: Request): string | undefined {
  return request.text ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
}

// Requests that belong together and are sent one after the other, in words.
export interface Deed {
  // What happens, such as "Saving the identity of vm1".
  title: string;
  // What is true once it has happened, such as "vm1 has a system-assigned identity".
  done: string;
  requests: Request[];
}
