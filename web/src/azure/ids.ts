// Resource ids, as internal/resource has them: compared without regard to case.

export const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities";

export interface ResourceId {
  id: string;
  subscription: string;
  resourceGroup: string;
  // The full type, such as "Microsoft.Compute/virtualMachines"; "" at the root.
  type: string;
  name: string;
}

export function parseId(id: string): ResourceId {
  const segments = id.split("/").filter(Boolean);
  const at = (word: string) => {
    const i = segments.findIndex((s, n) => n % 2 === 0 && s.toLowerCase() === word);
    return i < 0 ? "" : (segments[i + 1] ?? "");
  };
  const providers = segments.findLastIndex((s, n) => n % 2 === 0 && s.toLowerCase() === "providers");
  let type = "";
  if (providers >= 0) {
    type = [segments[providers + 1], ...segments.slice(providers + 2).filter((_, n) => n % 2 === 0)].join("/");
  } else if (segments.length === 4) {
    type = "Microsoft.Resources/resourceGroups";
  } else if (segments.length === 2) {
    type = "Microsoft.Resources/subscriptions";
  }
  return { id, subscription: at("subscriptions"), resourceGroup: at("resourcegroups"), type, name: segments.at(-1) ?? "" };
}

// What people call a resource: an instance goes by the name of its scale set, too.
export function nameOf(id: string): string {
  const { type, name } = parseId(id);
  return type.toLowerCase() === "microsoft.compute/virtualmachinescalesets/virtualmachines" ? `${parseId(parentOf(id)).name}_${name}` : name;
}

export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

// Whether an id stands at a scope or beneath it.
export function within(id: string, scope: string): boolean {
  const key = id.toLowerCase();
  const over = scope.toLowerCase().replace(/\/$/, "");
  return key === over || key.startsWith(`${over}/`);
}

export function groupIdOf(id: string): string {
  const parsed = parseId(id);
  return parsed.resourceGroup ? `/subscriptions/${parsed.subscription}/resourceGroups/${parsed.resourceGroup}` : "";
}

export function subscriptionIdOf(id: string): string {
  const parsed = parseId(id);
  return parsed.subscription ? `/subscriptions/${parsed.subscription}` : "";
}

// The resource that contains this one: a scale set of its instance.
export function parentOf(id: string): string {
  return id.split("/").slice(0, -2).join("/");
}
