import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";

import { get } from "../azure/arm";
import type { DirectoryObject } from "../azure/graph";
import { graph } from "../azure/request";
import { t } from "../texts";
import { PickOne } from "../ui/PickOne";
import { principalWords, useRoles } from "./roles";

export function RolePicker({ scope, value, onPick }: { scope: string; value: string; onPick: (guid: string, name: string) => void }) {
  const [text, setText] = useState("");
  const roles = useRoles(scope);
  const wanted = text.trim().toLowerCase();
  const found = (roles.data ?? []).filter((role) => role.properties.roleName.toLowerCase().includes(wanted)).sort((a, b) => a.properties.roleName.localeCompare(b.properties.roleName));
  return (
    <PickOne
      label={t.access.role}
      search={t.access.searchRole}
      text={text}
      onText={setText}
      options={found.map((role) => ({ value: role.name, text: role.properties.roleName, hint: role.properties.description }))}
      value={value}
      onPick={(guid) => onPick(guid, found.find((role) => role.name === guid)?.properties.roleName ?? guid)}
      empty={t.access.noRoles}
      loading={roles.isPending}
    />
  );
}

const sets = [
  { set: "users", type: "#microsoft.graph.user" },
  { set: "groups", type: "#microsoft.graph.group" },
  { set: "servicePrincipals", type: "#microsoft.graph.servicePrincipal" },
];

const each = 20;

// Finds principals by the beginning of their names; the directory may be large.
export function PrincipalPicker({ value, onPick }: { value: string; onPick: (principal: DirectoryObject) => void }) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const filter = wanted ? `&$filter=${encodeURIComponent(`startswith(displayName,'${wanted.replaceAll("'", "''")}')`)}` : "";
  const requests = sets.map(({ set }) => graph("GET", `/${set}?$top=${each}${filter}`));
  const { data, isPending } = useQuery({
    queryKey: ["graph", "principals", wanted],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(requests.map((request) => get<{ value: DirectoryObject[] }>(request, signal)));
      return pages.flatMap((page, i) => page.value.map((object) => ({ ...object, "@odata.type": sets[i]?.type })));
    },
    meta: { requests },
  });
  return (
    <PickOne
      label={t.access.principal}
      search={t.access.searchPrincipal}
      text={text}
      onText={setText}
      options={(data ?? []).map((object) => ({ value: object.id, text: object.displayName ?? object.id, hint: `${principalWords(object)} · ${object.userPrincipalName ?? object.id}` }))}
      value={value}
      onPick={(id) => {
        const object = data?.find((one) => one.id === id);
        if (object) {
          onPick(object);
        }
      }}
      empty={t.access.noPrincipals}
      loading={isPending}
    />
  );
}
