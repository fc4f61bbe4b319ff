// Columns that the lists of resources share.
import { groupIdOf, parseId } from "../azure/ids";
import { kindOfType } from "../azure/kinds";
import type { Identity, Resource } from "../azure/use";
import { t } from "../texts";
import type { Column } from "../ui/DataTable";
import { ResourceLink } from "./ResourceLink";

export const nameColumn: Column<Resource> = {
  key: "name",
  title: t.common.name,
  text: (row) => row.name,
  render: (row) => <ResourceLink id={row.id} name={row.name} type={row.type} />,
  grow: 2,
};

export const typeColumn: Column<Resource> = { key: "type", title: t.common.type, text: (row) => kindOfType(row.type).one };

export const groupColumn: Column<Resource> = {
  key: "group",
  title: t.common.resourceGroup,
  text: (row) => parseId(row.id).resourceGroup,
  render: (row) => <ResourceLink id={groupIdOf(row.id)} />,
};

export const locationColumn: Column<Resource> = { key: "location", title: t.common.location, text: (row) => row.location ?? "" };

export const identityColumn: Column<Resource> = { key: "identity", title: t.lists.identity, text: (row) => identityWords(row.identity) };

// What identities a resource has, in words.
export function identityWords(identity?: Identity): string {
  const words = [];
  if (/systemassigned/i.test(identity?.type ?? "")) {
    words.push(t.identity.system);
  }
  const users = Object.keys(identity?.userAssignedIdentities ?? {}).length;
  if (users > 0) {
    words.push(`${t.identity.user} (${users})`);
  }
  return words.join(", ") || t.common.none;
}
