// A request to Resource Manager, taken apart for those who put it in other words.
import { bodyText, type Request } from "../azure/request";

export interface Place {
  // The method and the type in lower case, with what follows it: "GET
  // microsoft.compute/virtualmachines" reads one, "GET
  // microsoft.compute/virtualmachines/*" all, and "POST
  // microsoft.compute/virtualmachines/start" is an action.
  key: string;
  // The names from the outermost to the innermost resource.
  names: string[];
  id: string; // of the resource, or of what contains the collection
  // What the resource's provider stands at: a scope for what may be at any.
  scope: string;
  group: string;
  subscription: string;
  query: URLSearchParams;
  version: string;
  body: any;
}

export function placeOf(request: Request): Place {
  const [path = "", search = ""] = request.address.split("?");
  const query = new URLSearchParams(search);
  const segments = path.split("/").filter(Boolean).map(decodeURIComponent);
  const lower = segments.map((segment) => segment.toLowerCase());
  const after = (word: string) => (lower.includes(word) ? (segments[lower.indexOf(word) + 1] ?? "") : "");
  const providers = lower.lastIndexOf("providers");
  const whole = providers < 0 ? ["microsoft.resources", ...lower] : lower.slice(providers + 1);
  const [namespace = "", ...pairs] = whole;
  const types = pairs.filter((_, i) => i % 2 === 0);
  const names = segments.slice(segments.length - pairs.length).filter((_, i) => i % 2 === 1);
  // A segment without a name: a collection that is read, or an action.
  const open = pairs.length % 2 === 1;
  const type = [namespace, ...types].join("/");
  return {
    key: `${request.method} ${open && request.method === "GET" ? `${type}/*` : type}`,
    names,
    id: `/${segments.slice(0, segments.length - (open ? 1 : 0)).join("/")}`,
    scope: `/${segments.slice(0, Math.max(providers, 0)).join("/")}`,
    group: after("resourcegroups"),
    subscription: after("subscriptions"),
    query,
    version: query.get("api-version") ?? "",
    body: bodyOf(request),
  };
}

export function bodyOf(request: Request): any {
  try {
    return JSON.parse(bodyText(request) ?? "null");
  } catch {
    return null;
  }
}
