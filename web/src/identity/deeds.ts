// What the identity blade does, as the requests that do it. Each names the state
// that the user saw: where somebody else was faster, nothing is changed.
import { parseId } from "../azure/ids";
import { type Deed, onResource } from "../azure/request";
import type { Resource } from "../azure/use";
import { t } from "../texts";
import { addUsers, type IdentityPatch, removeUsers, switchSystem } from "./state";

function change(resource: Resource, patch: IdentityPatch, verb: "assign" | "remove", identities: string[], title: string, done: string): Deed {
  const { type, resourceGroup, name } = parseId(resource.id);
  const az = [/scalesets$/i.test(type) ? "vmss" : "vm", "identity", verb, "-g", resourceGroup, "-n", name, "--identities", ...identities];
  return { title, done, requests: [onResource("PATCH", resource.id, { body: patch, headers: resource.etag ? { "If-Match": resource.etag } : {}, az })] };
}

export function switching(resource: Resource, on: boolean): Deed {
  const { name } = resource;
  return change(resource, switchSystem(resource.identity, on), on ? "assign" : "remove", ["[system]"], t.identity.saving(name), on ? t.identity.switchedOn(name) : t.identity.switchedOff(name));
}

export function adding(resource: Resource, ids: string[]): Deed {
  return change(resource, addUsers(resource.identity, ids), "assign", ids, t.identity.adding(ids.length, resource.name), t.identity.added(ids.length, resource.name));
}

export function removing(resource: Resource, ids: string[]): Deed {
  return change(resource, removeUsers(resource.identity, ids), "remove", ids, t.identity.removing(ids.length, resource.name), t.identity.removed(ids.length, resource.name));
}
