import { ArrowClockwiseRegular, ArrowRepeatAllRegular, ArrowResetRegular, ArrowSyncRegular, ArrowUploadRegular, DeleteRegular, PlayRegular, PowerRegular, ServerMultipleRegular } from "@fluentui/react-icons";
import { type ReactElement, useState } from "react";

import { groupIdOf, nameOf } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { type Resource, useList, useResource } from "../azure/use";
import { ResourceLink } from "../lists/ResourceLink";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { DataTable } from "../ui/DataTable";
import { Loaded, Page } from "../ui/Page";
import { powerOf } from "./facts";
import { machineDeed } from "./actions";
import { ScaleDialog } from "./ScaleDialog";

const setType = "Microsoft.Compute/virtualMachineScaleSets";
const machineType = "Microsoft.Compute/virtualMachines";

// The instances of a scale set, and what can be done to those that are selected.
export default function Instances({ id }: BladeProps) {
  const query = useList(`${id}/virtualMachines?$expand=instanceView`, `${setType}/virtualMachines`);
  const flexible = useResource(id).data?.properties?.orchestrationMode === "Flexible";
  const rights = useRights(id);
  const [selected, setSelected] = useState(new Set<string>());
  const [scaling, setScaling] = useState(false);
  const chosen = (query.data ?? []).filter((row) => selected.has(row.id)).map((row) => String(row.instanceId));
  const command = (action: string, title: string, icon: ReactElement) => {
    const needs = `${setType}/${action}/action`;
    return (
      <CommandButton icon={icon} disabled={chosen.length === 0} deed={machineDeed(id, action, chosen)} onDone={() => setSelected(new Set())} needs={needs} allowed={rights.can(needs)}>
        {title}
      </CommandButton>
    );
  };
  // The instances of a Flexible set are virtual machines of its group, with pages of
  // their own.
  const link = (row: Resource) => (flexible ? <ResourceLink id={`${groupIdOf(id)}/providers/${machineType}/${row.name}`} name={row.name} /> : <ResourceLink id={row.id} name={row.name} type={`${setType}/virtualMachines`} />);
  return (
    <Page
      title={nameOf(id)}
      subtitle={t.resource.instances}
      icon={<ServerMultipleRegular />}
      commands={
        <>
          {command("start", t.machine.start, <PlayRegular />)}
          {command("deallocate", t.machine.stop, <PowerRegular />)}
          {command("restart", t.machine.restart, <ArrowRepeatAllRegular />)}
          {command("manualupgrade", t.machine.upgrade, <ArrowUploadRegular />)}
          {command("reimage", t.machine.reimage, <ArrowResetRegular />)}
          {command("delete", t.common.delete, <DeleteRegular />)}
          <CommandButton icon={<ArrowSyncRegular />} onClick={() => setScaling(true)} needs={`${setType}/write`} allowed={rights.can(`${setType}/write`)}>
            {t.machine.scale}
          </CommandButton>
          <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void query.refetch()}>
            {t.common.refresh}
          </CommandButton>
        </>
      }
    >
      <Loaded query={query}>
        {(rows) => (
          <DataTable<Resource>
            label={t.resource.instances}
            rows={rows}
            rest={query.rest}
            rowKey={(row) => row.id}
            selected={selected}
            onSelect={setSelected}
            empty={t.machine.noInstances}
            columns={[
              { key: "name", title: t.machine.instance, text: (row) => row.name, render: link, grow: 2 },
              { key: "computer", title: t.machine.computerName, text: (row) => row.properties?.osProfile?.computerName ?? "" },
              { key: "power", title: t.machine.power, text: (row) => powerOf(row.properties?.instanceView) },
              { key: "state", title: t.resource.provisioningState, text: (row) => row.properties?.provisioningState ?? "" },
              { key: "model", title: t.machine.latestModel, text: (row) => (row.properties?.latestModelApplied ? t.machine.yes : t.machine.no) },
            ]}
          />
        )}
      </Loaded>
      <ScaleDialog id={id} open={scaling} onClose={() => setScaling(false)} />
    </Page>
  );
}
