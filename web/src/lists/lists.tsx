import { Select } from "@fluentui/react-components";
import { AddRegular, ArrowClockwiseRegular, GridRegular } from "@fluentui/react-icons";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";

import { kindOfType } from "../azure/kinds";
import { type Collected, useAllResources, useGroups, useOfType } from "../azure/resources";
import type { Resource } from "../azure/use";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { type Column, DataTable } from "../ui/DataTable";
import { Page } from "../ui/Page";
import { Problem } from "../ui/Problem";
import { groupColumn, identityColumn, locationColumn, nameColumn, typeColumn } from "./columns";
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
      <DataTable label={title} rows={collected.loading ? undefined : collected.rows} columns={columns} rowKey={(row) => row.id} empty={empty} tools={tools} />
    </Page>
  );
}

function AllResources() {
  const all = useAllResources();
  const [type, setType] = useState("");
  const types = [...new Set(all.rows.map((row) => row.type))].sort();
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

const lists = { resources: AllResources, groups: Groups, machines: Machines, scalesets: ScaleSets, identities: Identities };

// The list with this name.
export default function Lists({ list }: { list: keyof typeof lists }) {
  const List = lists[list];
  return <List />;
}
