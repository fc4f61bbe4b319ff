// The directory, by Microsoft Graph.
import { useQuery } from "@tanstack/react-query";

import { get } from "./arm";
import { graph } from "./request";

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

// As many ids as the service takes at once.
const most = 500;

// The objects with these ids, by id; those that are gone are left out.
export function usePrincipals(ids: string[]): { byId: Map<string, DirectoryObject>; known: boolean } {
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))].sort();
  const requests = Array.from({ length: Math.ceil(wanted.length / most) }, (_, i) => graph("POST", "/directoryObjects/getByIds", { ids: wanted.slice(i * most, (i + 1) * most) }));
  const { data } = useQuery({
    queryKey: ["graph", "getByIds", ...wanted],
    queryFn: async ({ signal }) => (await Promise.all(requests.map((request) => get<{ value: DirectoryObject[] }>(request, signal)))).flatMap((page) => page.value),
    meta: { requests },
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
