import { Select } from "@fluentui/react-components";
import { AddRegular, ArrowClockwiseRegular, GridRegular } from "@fluentui/react-icons";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";

import { parseId } from "../azure/ids";
import { kindOfType } from "../azure/kinds";
import { type Collected, useAllResources, useGroups, useOfType } from "../azure/resources";
import type { Resource } from "../azure/use";
import { useQueryPart } from "../routes";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { type Column, DataTable } from "../ui/DataTable";
import { Page } from "../ui/Page";
import { Problem } from "../ui/Problem";
import { groupColumn, identityColumn, locationColumn, nameColumn, typeColumn } from "./columns";
import { NewNetwork } from "../network/NewNetwork";
import { NewGroup, NewIdentity } from "./NewResource";

interface Props {
  title: string;
  icon: ReactNode;
  collected: Collected<Resource>;
  columns: Column<Resource>[];
  empty: string;
  commands?: ReactNode;
  tools?: ReactNode;
}

function ResourceList({ title, icon, collected, columns, empty, commands, tools }: Props) {
  return (
    <Page
      title={title}
      icon={icon}
      commands={
        <>
          {commands}
          <CommandButton icon={<ArrowClockwiseRegular />} onClick={collected.refetch}>
            {t.common.refresh}
          </CommandButton>
        </>
      }
    >
      {collected.error != null && <Problem error={collected.error} onRetry={collected.refetch} />}
      <DataTable label={title} rows={collected.loading ? undefined : collected.rows} rest={collected.rest} columns={columns} rowKey={(row) => row.id} empty={empty} tools={tools} linked />
    </Page>
  );
}

function AllResources() {
  const all = useAllResources();
  const [type, setType] = useQueryPart("type");
  // The type of the address may be that of rows which have not come yet.
  const types = [...new Set([...all.rows.map((row) => row.type), ...(type ? [type] : [])])].sort();
  const rows = type ? all.rows.filter((row) => row.type === type) : all.rows;
  return (
    <ResourceList
      title={t.pages.allResources}
      icon={<GridRegular />}
      collected={{ ...all, rows }}
      columns={[nameColumn, typeColumn, groupColumn, locationColumn]}
      empty={t.lists.emptyResources}
      tools={
        <Select aria-label={t.lists.ofType} value={type} onChange={(_, data) => setType(data.value)}>
          <option value="">{t.lists.allTypes}</option>
          {types.map((one) => (
            <option key={one} value={one}>
              {kindOfType(one).many}
            </option>
          ))}
        </Select>
      }
    />
  );
}

function Groups() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <ResourceList
        title={t.pages.resourceGroups}
        icon={kindOfType("Microsoft.Resources/resourceGroups").icon}
        collected={useGroups()}
        columns={[nameColumn, locationColumn]}
        empty={t.lists.emptyGroups}
        commands={
          <CommandButton icon={<AddRegular />} onClick={() => setOpen(true)}>
            {t.common.create}
          </CommandButton>
        }
      />
      <NewGroup open={open} onClose={() => setOpen(false)} />
    </>
  );
}

function Machines() {
  const [, navigate] = useLocation();
  return (
    <ResourceList
      title={t.pages.virtualMachines}
      icon={kindOfType("Microsoft.Compute/virtualMachines").icon}
      collected={useOfType("Microsoft.Compute/virtualMachines")}
      columns={[nameColumn, groupColumn, locationColumn, { key: "size", title: t.lists.size, text: (row) => row.properties?.hardwareProfile?.vmSize ?? "" }, identityColumn]}
      empty={t.lists.emptyMachines}
      commands={
        <CommandButton icon={<AddRegular />} onClick={() => navigate("/create/machine")}>
          {t.common.create}
        </CommandButton>
      }
    />
  );
}

function ScaleSets() {
  const [, navigate] = useLocation();
  return (
    <ResourceList
      title={t.pages.scaleSets}
      icon={kindOfType("Microsoft.Compute/virtualMachineScaleSets").icon}
      collected={useOfType("Microsoft.Compute/virtualMachineScaleSets")}
      columns={[nameColumn, groupColumn, locationColumn, { key: "instances", title: t.lists.instances, text: (row) => String(row.sku?.capacity ?? 0) }, identityColumn]}
      empty={t.lists.emptyScaleSets}
      commands={
        <CommandButton icon={<AddRegular />} onClick={() => navigate("/create/scaleset")}>
          {t.common.create}
        </CommandButton>
      }
    />
  );
}

function Identities() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <ResourceList
        title={t.pages.managedIdentities}
        icon={kindOfType("Microsoft.ManagedIdentity/userAssignedIdentities").icon}
        collected={useOfType("Microsoft.ManagedIdentity/userAssignedIdentities")}
        columns={[nameColumn, groupColumn, locationColumn, { key: "principal", title: t.lists.principalId, text: (row) => row.properties?.principalId ?? "" }]}
        empty={t.lists.emptyIdentities}
        commands={
          <CommandButton icon={<AddRegular />} onClick={() => setOpen(true)}>
            {t.common.create}
          </CommandButton>
        }
      />
      <NewIdentity open={open} onClose={() => setOpen(false)} />
    </>
  );
}

const networkType = "Microsoft.Network/virtualNetworks";
const interfaceType = "Microsoft.Network/networkInterfaces";
const groupType = "Microsoft.Network/networkSecurityGroups";

function Networks() {
  return (
    <Creating
      kind="virtualNetworks"
      title={t.pages.networks}
      icon={kindOfType(networkType).icon}
      collected={useOfType(networkType)}
      columns={[nameColumn, groupColumn, locationColumn, { key: "space", title: t.network.addressSpace, text: (row) => (row.properties?.addressSpace?.addressPrefixes ?? []).join(", ") }, { key: "subnets", title: t.network.subnets, text: (row) => String((row.properties?.subnets ?? []).length) }]}
      empty={t.network.emptyNetworks}
    />
  );
}

function SecurityGroups() {
  return (
    <Creating
      kind="networkSecurityGroups"
      title={t.pages.securityGroups}
      icon={kindOfType(groupType).icon}
      collected={useOfType(groupType)}
      columns={[nameColumn, groupColumn, locationColumn, { key: "rules", title: t.network.rules, text: (row) => String((row.properties?.securityRules ?? []).length) }]}
      empty={t.network.emptyGroups}
    />
  );
}

function Creating({ kind, ...list }: Props & { kind: "virtualNetworks" | "networkSecurityGroups" }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <ResourceList
        {...list}
        commands={
          <CommandButton icon={<AddRegular />} onClick={() => setOpen(true)}>
            {t.common.create}
          </CommandButton>
        }
      />
      {open && <NewNetwork kind={kind} onClose={() => setOpen(false)} />}
    </>
  );
}

function Interfaces() {
  return (
    <ResourceList
      title={t.pages.interfaces}
      icon={kindOfType(interfaceType).icon}
      collected={useOfType(interfaceType)}
      columns={[
        nameColumn,
        groupColumn,
        { key: "private", title: t.machine.privateIp, text: (row) => row.properties?.ipConfigurations?.[0]?.properties?.privateIPAddress ?? "" },
        { key: "machine", title: t.network.attachedTo, text: (row) => (row.properties?.virtualMachine ? parseId(row.properties.virtualMachine.id).name : t.common.none) },
      ]}
      empty={t.network.emptyInterfaces}
    />
  );
}

const lists = { resources: AllResources, groups: Groups, machines: Machines, scalesets: ScaleSets, identities: Identities, networks: Networks, interfaces: Interfaces, securitygroups: SecurityGroups };

// The list with this name.
export default function Lists({ list }: { list: keyof typeof lists }) {
  const List = lists[list];
  return <List />;
}
