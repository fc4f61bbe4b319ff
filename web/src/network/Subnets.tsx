import { Field, Input } from "@fluentui/react-components";
import { AddRegular, ArrowClockwiseRegular, DeleteRegular, VirtualNetworkRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { parseId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { type Deed, onResource } from "../azure/request";
import { useList } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { DataTable } from "../ui/DataTable";
import { FormPanel } from "../ui/FormPanel";
import { Loaded, Page } from "../ui/Page";
import { isRange } from "./ranges";

const type = "Microsoft.Network/virtualNetworks/subnets";

// The subnets of a virtual network.
export default function Subnets({ id }: BladeProps) {
  const tasks = useTasks();
  const rights = useRights(id);
  const query = useList(`${id}/subnets`, type);
  const [selected, setSelected] = useState(new Set<string>());
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState(false);
  const chosen = (query.data ?? []).filter((row) => selected.has(row.id));
  const names = chosen.map((row) => row.name).join(", ");
  const removal: Deed = { title: t.resource.deleting(names), done: t.resource.deleted(names), requests: chosen.map((row) => onResource("DELETE", row.id)) };
  const remove = async () => {
    await tasks.start(removal);
    setSelected(new Set());
  };
  return (
    <Page
      title={parseId(id).name}
      subtitle={t.network.subnets}
      icon={<VirtualNetworkRegular />}
      commands={
        <>
          <CommandButton icon={<AddRegular />} onClick={() => setAdding(true)} needs={`${type}/write`} allowed={rights.can(`${type}/write`)}>
            {t.network.addSubnet}
          </CommandButton>
          <CommandButton icon={<DeleteRegular />} disabled={chosen.length === 0} deed={removal} onClick={() => setAsking(true)} needs={`${type}/delete`} allowed={rights.can(`${type}/delete`)}>
            {t.common.delete}
          </CommandButton>
          <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void query.refetch()}>
            {t.common.refresh}
          </CommandButton>
        </>
      }
    >
      <Loaded query={query}>
        {(rows) => (
          <DataTable
            label={t.network.subnets}
            rows={rows}
            rowKey={(row) => row.id}
            selected={selected}
            onSelect={setSelected}
            empty={t.network.noSubnets}
            columns={[
              { key: "name", title: t.common.name, text: (row) => row.name },
              { key: "prefix", title: t.network.range, text: (row) => row.properties.addressPrefix ?? (row.properties.addressPrefixes ?? []).join(", ") },
              { key: "used", title: t.network.connected, text: (row) => String((row.properties.ipConfigurations ?? []).length) },
              { key: "group", title: t.network.securityGroup, text: (row) => (row.properties.networkSecurityGroup ? parseId(row.properties.networkSecurityGroup.id).name : t.common.none) },
            ]}
          />
        )}
      </Loaded>
      {adding && <AddSubnet id={id} onClose={() => setAdding(false)} />}
      <Confirm open={asking} title={t.resource.deleteQuestion(names)} deed={removal} onYes={() => void remove()} onClose={() => setAsking(false)}>
        {t.network.removeSubnets(names)}
      </Confirm>
    </Page>
  );
}

function AddSubnet({ id, onClose }: BladeProps & { onClose: () => void }) {
  const tasks = useTasks();
  const [name, setName] = useState("");
  const [range, setRange] = useState("");
  const deed: Deed | undefined =
    name && isRange(range) ? { title: t.lists.creating(name), done: t.lists.created(name), requests: [onResource("PUT", `${id}/subnets/${name}`, { body: { properties: { addressPrefix: range } } })] } : undefined;
  return (
    <FormPanel open title={t.network.addSubnet} onClose={onClose} deed={deed} button={t.common.add} onDo={() => deed && void tasks.start(deed)}>
      <Field label={t.common.name} required>
        <Input value={name} onChange={(_, data) => setName(data.value.trim())} />
      </Field>
      <Field label={t.network.range} required hint={t.network.rangeHint} validationMessage={range && !isRange(range) ? t.network.badRange : undefined}>
        <Input value={range} placeholder="10.0.1.0/24" onChange={(_, data) => setRange(data.value.trim())} />
      </Field>
    </FormPanel>
  );
}
