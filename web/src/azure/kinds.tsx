// The types of resources as people see them: their names and icons.
import { AppGenericRegular, BoxRegular, CubeRegular, DesktopRegular, FolderRegular, GlobeRegular, HardDriveRegular, KeyRegular, NetworkCheckRegular, PersonKeyRegular, PlugConnectedRegular, ServerMultipleRegular, ShieldRegular, StackRegular, BranchForkRegular, VirtualNetworkRegular } from "@fluentui/react-icons";
import type { ReactElement } from "react";

interface Kind {
  one: string;
  many: string;
  icon: ReactElement;
}

const kinds: Record<string, Kind> = {
  "microsoft.compute/virtualmachines": { one: "Virtual machine", many: "Virtual machines", icon: <DesktopRegular /> },
  "microsoft.compute/virtualmachinescalesets": { one: "Virtual machine scale set", many: "Virtual machine scale sets", icon: <ServerMultipleRegular /> },
  "microsoft.compute/virtualmachinescalesets/virtualmachines": { one: "Instance", many: "Instances", icon: <DesktopRegular /> },
  "microsoft.compute/disks": { one: "Disk", many: "Disks", icon: <HardDriveRegular /> },
  "microsoft.compute/snapshots": { one: "Snapshot", many: "Snapshots", icon: <HardDriveRegular /> },
  "microsoft.compute/images": { one: "Image", many: "Images", icon: <BoxRegular /> },
  "microsoft.compute/availabilitysets": { one: "Availability set", many: "Availability sets", icon: <StackRegular /> },
  "microsoft.managedidentity/userassignedidentities": { one: "Managed identity", many: "Managed identities", icon: <PersonKeyRegular /> },
  "microsoft.network/virtualnetworks": { one: "Virtual network", many: "Virtual networks", icon: <VirtualNetworkRegular /> },
  "microsoft.network/networkinterfaces": { one: "Network interface", many: "Network interfaces", icon: <PlugConnectedRegular /> },
  "microsoft.network/networksecuritygroups": { one: "Network security group", many: "Network security groups", icon: <ShieldRegular /> },
  "microsoft.network/publicipaddresses": { one: "Public IP address", many: "Public IP addresses", icon: <GlobeRegular /> },
  "microsoft.network/loadbalancers": { one: "Load balancer", many: "Load balancers", icon: <BranchForkRegular /> },
  "microsoft.resources/resourcegroups": { one: "Resource group", many: "Resource groups", icon: <FolderRegular /> },
  "microsoft.resources/subscriptions": { one: "Subscription", many: "Subscriptions", icon: <KeyRegular /> },
  "microsoft.resources/deployments": { one: "Deployment", many: "Deployments", icon: <CubeRegular /> },
};

export function kindOfType(type: string): Kind {
  const words = type.split("/").at(-1) ?? type;
  return kinds[type.toLowerCase()] ?? { one: words, many: words, icon: type.toLowerCase().startsWith("microsoft.network") ? <NetworkCheckRegular /> : <AppGenericRegular /> };
}
