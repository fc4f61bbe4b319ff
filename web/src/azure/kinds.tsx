// The types of resources as people see them: their names and icons.
import { AppGenericRegular, BoxRegular, CubeRegular, DesktopRegular, FolderRegular, GlobeRegular, HardDriveRegular, KeyRegular, NetworkCheckRegular, PersonKeyRegular, PlugConnectedRegular, ServerMultipleRegular, ShieldRegular, StackRegular, BranchForkRegular, VirtualNetworkRegular } from "@fluentui/react-icons";
import type { ReactElement } from "react";

import { t } from "../texts";

interface Kind {
  one: string;
  many: string;
  icon: ReactElement;
}

const icons: Record<string, ReactElement> = {
  "microsoft.compute/virtualmachines": <DesktopRegular />,
  "microsoft.compute/virtualmachinescalesets": <ServerMultipleRegular />,
  "microsoft.compute/virtualmachinescalesets/virtualmachines": <DesktopRegular />,
  "microsoft.compute/disks": <HardDriveRegular />,
  "microsoft.compute/snapshots": <HardDriveRegular />,
  "microsoft.compute/images": <BoxRegular />,
  "microsoft.compute/availabilitysets": <StackRegular />,
  "microsoft.managedidentity/userassignedidentities": <PersonKeyRegular />,
  "microsoft.network/virtualnetworks": <VirtualNetworkRegular />,
  "microsoft.network/networkinterfaces": <PlugConnectedRegular />,
  "microsoft.network/networksecuritygroups": <ShieldRegular />,
  "microsoft.network/publicipaddresses": <GlobeRegular />,
  "microsoft.network/loadbalancers": <BranchForkRegular />,
  "microsoft.resources/resourcegroups": <FolderRegular />,
  "microsoft.resources/subscriptions": <KeyRegular />,
  "microsoft.resources/deployments": <CubeRegular />,
};

export function kindOfType(type: string): Kind {
  const key = type.toLowerCase();
  const words = type.split("/").at(-1) ?? type;
  const [one = words, many = words] = t.kinds[key] ?? [];
  return { one, many, icon: icons[key] ?? (key.startsWith("microsoft.network") ? <NetworkCheckRegular /> : <AppGenericRegular />) };
}
