import type { ReactNode } from "react";

import { parseId } from "../azure/ids";
import { type Resource, useResource } from "../azure/use";
import { t } from "../texts";

interface View {
  statuses?: { code?: string; displayStatus?: string }[];
}

const withPower = new Set(["microsoft.compute/virtualmachines", "microsoft.compute/virtualmachinescalesets/virtualmachines"]);

// The instance view of a machine; undefined for other resources.
export function useMachineView(resource: Resource): View | undefined {
  const type = parseId(resource.id).type.toLowerCase();
  const { data } = useResource<View>(withPower.has(type) ? `${resource.id}/instanceView` : "", "", "2024-07-01");
  return data;
}

// The power state in an instance view, in words.
export function powerOf(view: View | undefined): string {
  const code = view?.statuses?.find((status) => status.code?.startsWith("PowerState/"))?.code?.slice("PowerState/".length) ?? "";
  return t.machine.powerStates[code] ?? code;
}

export function imageOf(profile: any): string {
  const image = profile?.storageProfile?.imageReference;
  return image?.id ? parseId(image.id).name : [image?.publisher, image?.offer, image?.sku].filter(Boolean).join(" ");
}

// What the essentials say of machines and scale sets beyond what all resources have.
export function machineFacts(resource: Resource, view: View | undefined): [string, ReactNode][] {
  const p = resource.properties ?? {};
  switch (parseId(resource.id).type.toLowerCase()) {
    case "microsoft.compute/virtualmachines":
      return [
        [t.machine.power, powerOf(view)],
        [t.machine.size, p.hardwareProfile?.vmSize],
        [t.machine.image, imageOf(p)],
        [t.machine.computerName, p.osProfile?.computerName],
        [t.machine.vmId, p.vmId],
      ];
    case "microsoft.compute/virtualmachinescalesets":
      return [
        [t.machine.capacity, String(resource.sku?.capacity ?? 0)],
        [t.machine.size, resource.sku?.name],
        [t.machine.image, imageOf(p.virtualMachineProfile)],
        [t.machine.upgradeMode, p.upgradePolicy?.mode],
      ];
    case "microsoft.compute/virtualmachinescalesets/virtualmachines":
      return [
        [t.machine.power, powerOf(view)],
        [t.machine.size, resource.sku?.name],
        [t.machine.latestModel, p.latestModelApplied ? t.machine.yes : t.machine.no],
        [t.machine.computerName, p.osProfile?.computerName],
        [t.machine.vmId, p.vmId],
      ];
  }
  return [];
}
