// What the identity blade does, as a reader of Azure's documentation types it.
import { ofId } from "../azure/arm";
import { parseId } from "../azure/ids";
import type { Resource } from "../azure/use";
import type { CommandText } from "../ui/CommandLine";
import { curl } from "../ui/curl";
import { addUsers, removeUsers, switchSystem } from "./state";

function tool(resource: Resource): string {
  return /scalesets$/i.test(parseId(resource.id).type) ? "vmss" : "vm";
}

function names(resource: Resource): string {
  const { resourceGroup, name } = parseId(resource.id);
  return `-g ${resourceGroup} -n ${name}`;
}

export function systemCommand(resource: Resource, on: boolean): CommandText {
  const az = on ? `az ${tool(resource)} identity assign ${names(resource)}` : `az ${tool(resource)} identity remove ${names(resource)} --identities [system]`;
  return { az, curl: curl("PATCH", ofId(resource.id), switchSystem(resource.identity, on)) };
}

// Removal of what is selected; where nothing is, adding.
export function usersCommand(resource: Resource, selected: string[]): CommandText {
  if (selected.length > 0) {
    return { az: `az ${tool(resource)} identity remove ${names(resource)} --identities ${selected.join(" ")}`, curl: curl("PATCH", ofId(resource.id), removeUsers(resource.identity, selected)) };
  }
  const { subscription, resourceGroup } = parseId(resource.id);
  const example = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/NAME`;
  return { az: `az ${tool(resource)} identity assign ${names(resource)} --identities ${example}`, curl: curl("PATCH", ofId(resource.id), addUsers(resource.identity, [example])) };
}
