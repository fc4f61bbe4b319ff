// What an identity member says, and what is to be sent to change it.
import type { Identity } from "../azure/use";

export function hasSystem(identity?: Identity): boolean {
  return /systemassigned/i.test(identity?.type ?? "");
}

// The ids of the user-assigned identities.
export function usersOf(identity?: Identity): string[] {
  return Object.keys(identity?.userAssignedIdentities ?? {});
}

function typeOf(system: boolean, users: boolean): string {
  return [system && "SystemAssigned", users && "UserAssigned"].filter(Boolean).join(", ") || "None";
}

export interface IdentityPatch {
  identity: { type: string; userAssignedIdentities?: Record<string, object | null> };
}

// Switches the system-assigned identity. The user-assigned ones are not sent, so
// that they stay, and no right on them is needed.
export function switchSystem(present: Identity | undefined, on: boolean): IdentityPatch {
  return { identity: { type: typeOf(on, usersOf(present).length > 0) } };
}

// Adds user-assigned identities; those that are there are not sent, and stay.
export function addUsers(present: Identity | undefined, ids: string[]): IdentityPatch {
  return { identity: { type: typeOf(hasSystem(present), true), userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) } };
}

// Removes user-assigned identities: each is sent as null.
export function removeUsers(present: Identity | undefined, ids: string[]): IdentityPatch {
  const gone = new Set(ids.map((id) => id.toLowerCase()));
  const left = usersOf(present).filter((id) => !gone.has(id.toLowerCase()));
  const type = typeOf(hasSystem(present), left.length > 0);
  // Without one left the type alone says it, and takes no dictionary.
  return left.length > 0 ? { identity: { type, userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, null])) } } : { identity: { type } };
}
