import type { ReactNode } from "react";

import { parentOf, parseId } from "../azure/ids";
import type { Resource } from "../azure/use";
import { ResourceLink } from "../lists/ResourceLink";
import { t } from "../texts";

const link = (id: string | undefined): ReactNode => (id ? <ResourceLink key={id} id={id} /> : t.common.none);

// A subnet's name, leading to its network.
export function SubnetLink({ id }: { id: string }) {
  const network = parentOf(id);
  return <ResourceLink id={network} name={`${parseId(network).name}/${parseId(id).name}`} blade="subnets" />;
}

// What the essentials say of network resources beyond what all resources have.
export function networkFacts(resource: Resource): [string, ReactNode][] {
  const p = resource.properties ?? {};
  switch (parseId(resource.id).type.toLowerCase()) {
    case "microsoft.network/virtualnetworks":
      return [
        [t.network.addressSpace, (p.addressSpace?.addressPrefixes ?? []).join(", ")],
        [t.network.subnets, (p.subnets ?? []).map((subnet: { name: string }) => subnet.name).join(", ")],
      ];
    case "microsoft.network/networkinterfaces": {
      const first = p.ipConfigurations?.[0]?.properties ?? {};
      return [
        [t.machine.privateIp, first.privateIPAddress],
        [t.machine.publicIp, link(first.publicIPAddress?.id)],
        [t.machine.subnet, first.subnet && <SubnetLink key="subnet" id={first.subnet.id} />],
        [t.network.attachedTo, link(p.virtualMachine?.id)],
        [t.network.securityGroup, link(p.networkSecurityGroup?.id)],
        [t.network.mac, p.macAddress],
      ];
    }
    case "microsoft.network/networksecuritygroups":
      return [
        [t.network.rules, String((p.securityRules ?? []).length)],
        [t.network.interfaces, (p.networkInterfaces ?? []).map((one: { id: string }) => link(one.id))],
        [t.network.subnets, (p.subnets ?? []).map((one: { id: string }) => <SubnetLink key={one.id} id={one.id} />)],
      ];
    case "microsoft.network/publicipaddresses":
      return [
        [t.network.address, p.ipAddress],
        [t.network.allocation, p.publicIPAllocationMethod],
        [t.network.dnsName, p.dnsSettings?.fqdn],
        [t.network.attachedTo, p.ipConfiguration ? link(hostOf(p.ipConfiguration.id)) : t.common.none],
      ];
  }
  return [];
}

// The resource of which this is an inner part.
function hostOf(id: string): string {
  return parentOf(id);
}
