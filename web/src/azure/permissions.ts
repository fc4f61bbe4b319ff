// What the signed-in user may do at a scope, as Resource Manager says it. The
// page greys out what would be refused; the server refuses it all the same.
import { useQuery } from "@tanstack/react-query";

import { ApiError } from "./errors";
import { arm } from "./request";
import { every, retry } from "./use";
import { permissionsVersion } from "./versions";

interface Permission {
  actions: string[];
  notActions: string[];
}

// Whether a pattern such as "Microsoft.Compute/*/read" covers an action.
export function covers(pattern: string, action: string): boolean {
  const parts = pattern.toLowerCase().split("*");
  let rest = action.toLowerCase();
  const first = parts.shift() ?? "";
  if (!rest.startsWith(first)) {
    return false;
  }
  rest = rest.slice(first.length);
  if (parts.length === 0) {
    return rest === "";
  }
  const last = parts.pop() ?? "";
  for (const part of parts) {
    const found = rest.indexOf(part);
    if (found < 0) {
      return false;
    }
    rest = rest.slice(found + part.length);
  }
  return rest.endsWith(last);
}

function allows(permissions: Permission[], action: string): boolean {
  return permissions.some(
    (p) => p.actions.some((pattern) => covers(pattern, action)) && !p.notActions.some((pattern) => covers(pattern, action)),
  );
}

export interface Rights {
  // Whether the answer is there; until then everything counts as allowed.
  known: boolean;
  can: (action: string) => boolean;
}

export function useRights(scope: string): Rights {
  const path = `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/permissions`;
  const { data, error } = useQuery({
    queryKey: ["arm", path],
    ...every<Permission>(arm("GET", path, permissionsVersion)),
    staleTime: 30_000,
    retry,
    enabled: scope !== "",
  });
  // Who may not even ask may do nothing.
  const own = error instanceof ApiError && error.status === 403 ? [] : data;
  return { known: own !== undefined, can: (action) => own === undefined || allows(own, action) };
}

// The right to give roles.
export const assigning = "Microsoft.Authorization/roleAssignments/write";

// The right that writing to the directory takes: whoever gives roles at the root has
// it. Azure has directory roles for that.
export const administer = assigning;

export function useMayAdminister(): boolean {
  return useRights("/").can(administer);
}
