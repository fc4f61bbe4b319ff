import { Field, Input } from "@fluentui/react-components";
import { VirtualNetworkRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { parseId } from "../azure/ids";
import { type Deed, onResource } from "../azure/request";
import { useList } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { PartsPage } from "../resource/PartsPage";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { DataTable } from "../ui/DataTable";
import { FormPanel } from "../ui/FormPanel";
import { Loaded } from "../ui/Page";
import { isRange } from "./ranges";

const type = "Microsoft.Network/virtualNetworks/subnets";

const texts = {
  title: t.network.subnets,
  add: t.network.addSubnet,
  removing: t.resource.deleting,
  removed: t.resource.deleted,
  question: t.resource.deleteQuestion,
  warning: t.network.removeSubnets,
};

// The subnets of a virtual network.
export default function Subnets({ id }: BladeProps) {
  const query = useList(`${id}/subnets`, type);
  return (
    <PartsPage id={id} type={type} icon={<VirtualNetworkRegular />} texts={texts} parts={query.data ?? []} refresh={() => void query.refetch()} form={(close) => <AddSubnet id={id} onClose={close} />}>
      {(selection) => (
        <Loaded query={query}>
          {(rows) => (
            <DataTable
              label={t.network.subnets}
              rows={rows}
              rest={query.rest}
              rowKey={(row) => row.id}
              {...selection}
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
      )}
    </PartsPage>
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
