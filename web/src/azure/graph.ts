// The directory, by Microsoft Graph.
import { useQuery } from "@tanstack/react-query";

import { localOf } from "./arm";
import { ask } from "./http";

export const graphRoot = "/graph/v1.0";

export interface DirectoryObject {
  id: string;
  displayName?: string;
  "@odata.type"?: string;
  appId?: string;
  userPrincipalName?: string;
  servicePrincipalType?: string;
  alternativeNames?: string[];
  [member: string]: unknown;
}

export async function graphList<T = DirectoryObject>(path: string, signal?: AbortSignal): Promise<T[]> {
  const all: T[] = [];
  let next: string | undefined = graphRoot + path;
  while (next) {
    const { body } = await ask("graph", "GET", next, { signal });
    all.push(...(body.value ?? []));
    next = body["@odata.nextLink"] ? localOf(body["@odata.nextLink"]) : undefined;
  }
  return all;
}

export async function graphGet<T = DirectoryObject>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask("graph", "GET", graphRoot + path, { signal })).body as T;
}

export async function graphWrite<T = DirectoryObject>(method: string, path: string, body?: unknown): Promise<T> {
  return (await ask("graph", method, graphRoot + path, { body })).body as T;
}

// The objects with these ids, by id; those that are gone are left out.
export function usePrincipals(ids: string[]): { byId: Map<string, DirectoryObject>; known: boolean } {
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].sort();
  const { data } = useQuery({
    queryKey: ["graph", "getByIds", ...wanted],
    queryFn: async ({ signal }) => {
      const found: DirectoryObject[] = [];
      for (let i = 0; i < wanted.length; i += 500) {
        const { body } = await ask("graph", "POST", `${graphRoot}/directoryObjects/getByIds`, { body: { ids: wanted.slice(i, i + 500) }, signal });
        found.push(...body.value);
      }
      return found;
    },
    enabled: wanted.length > 0,
    staleTime: 60_000,
  });
  return { byId: new Map((data ?? []).map((o) => [o.id.toLowerCase(), o])), known: data !== undefined || wanted.length === 0 };
}

// What kind of principal an object is, in the words of role assignments.
export function kindOf(object: DirectoryObject): "User" | "Group" | "ServicePrincipal" {
  const type = object["@odata.type"] ?? "";
  return type.endsWith(".user") ? "User" : type.endsWith(".group") ? "Group" : "ServicePrincipal";
}
