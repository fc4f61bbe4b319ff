// Role assignments and definitions, as the pages about access read them.
import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { usePrincipals, kindOf, type DirectoryObject } from "../azure/graph";
import { arm } from "../azure/request";
import { every, retry } from "../azure/use";
import { t } from "../texts";

export interface Assignment {
  id: string;
  name: string;
  properties: { roleDefinitionId: string; principalId: string; principalType?: string; scope: string; condition?: string | null };
}

export interface Role {
  id: string;
  name: string; // GUID
  properties: { roleName: string; type: string; description?: string; permissions: { actions: string[]; notActions: string[] }[] };
}

export const version = "2022-04-01";

// The roles that may be assigned at a scope.
export function useRoles(scope: string): UseQueryResult<Role[]> {
  const path = `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleDefinitions`;
  return useQuery({ queryKey: ["arm", path], ...every<Role>(arm("GET", path, version)), staleTime: 300_000, retry });
}

// The assignments at a scope and above it, with those beneath unless atScope.
export function useAssignments(scope: string, filter: string): UseQueryResult<Assignment[]> {
  const path = `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/roleAssignments${filter ? `?$filter=${encodeURIComponent(filter)}` : ""}`;
  return useQuery({ queryKey: ["arm", path], ...every<Assignment>(arm("GET", path, version)), retry });
}

// The GUID at the end of a role definition's id.
export function roleGuid(id: string): string {
  return (id.split("/").at(-1) ?? "").toLowerCase();
}

export interface Named extends Assignment {
  roleName: string;
  principal?: DirectoryObject;
  principalName: string;
  principalKind: string;
}

// Assignments with the names of what they refer to.
export function useNamed(assignments: Assignment[] | undefined): Named[] | undefined {
  const roles = useRoles("/");
  const { byId, known } = usePrincipals((assignments ?? []).map((one) => one.properties.principalId));
  if (!assignments || roles.isPending) {
    return undefined;
  }
  const names = new Map((roles.data ?? []).map((role) => [role.name.toLowerCase(), role.properties.roleName]));
  return assignments.map((one) => {
    const principal = byId.get(one.properties.principalId.toLowerCase());
    return {
      ...one,
      roleName: names.get(roleGuid(one.properties.roleDefinitionId)) ?? roleGuid(one.properties.roleDefinitionId),
      principal,
      principalName: principal?.displayName ?? (known ? t.access.unknown : ""),
      principalKind: principalWords(principal, one.properties.principalType),
    };
  });
}

export function principalWords(principal: DirectoryObject | undefined, otherwise = ""): string {
  if (principal?.servicePrincipalType === "ManagedIdentity") {
    return t.access.managedIdentity;
  }
  const kind = principal ? kindOf(principal) : otherwise;
  return t.access.principalKinds[kind] ?? kind;
}
