// Addresses of the page. Each shows one thing, and can be kept and sent: a
// resource is at /resource{id}, and one of its blades at /resource{id}/{blade}.
import { useLocation, useSearch } from "wouter";

import { base } from "./settings";

export interface ResourcePlace {
  id: string;
  blade: string; // "" for the overview
}

// An id has pairs of segments; what is left over names the blade.
export function readResource(path: string): ResourcePlace {
  const segments = path.split("/").filter(Boolean).map(decodeURIComponent);
  const blade = segments.length % 2 === 1 ? (segments.pop() ?? "") : "";
  return { id: `/${segments.join("/")}`, blade };
}

export function resourceHref(id: string, blade = "", query = ""): string {
  const path = id.split("/").map(encodeURIComponent).join("/");
  return `${base}/resource${path}${blade ? `/${blade}` : ""}${query}`;
}

export function href(path: string): string {
  return base + path;
}

// A part of the address's query, such as what a list is narrowed to, and how it is
// changed: in place, so that one step back still leads to the page before.
export function useQueryPart(name: string): [string, (value: string) => void] {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const set = (value: string) => {
    const query = new URLSearchParams(search);
    query.delete(name);
    if (value) {
      query.set(name, value);
    }
    navigate(query.size > 0 ? `${path}?${query}` : path, { replace: true });
  };
  return [new URLSearchParams(search).get(name) ?? "", set];
}
