// What the signed-in user may do at a scope, as Resource Manager says it. The
// page greys out what would be refused; the server refuses it all the same.
import { useQuery } from "@tanstack/react-query";

import { arm } from "./request";
import { every } from "./use";
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
  const { data } = useQuery({
    queryKey: ["arm", path],
    ...every<Permission>(arm("GET", path, permissionsVersion)),
    staleTime: 30_000,
    retry: false,
    enabled: scope !== "",
  });
  return { known: data !== undefined, can: (action) => data === undefined || allows(data, action) };
}
