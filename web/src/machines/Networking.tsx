import { PlugConnectedRegular } from "@fluentui/react-icons";

import { parseId, parentOf, sameId } from "../azure/ids";
import { useOfType } from "../azure/resources";
import { type Resource, useList } from "../azure/use";
import { ResourceLink } from "../lists/ResourceLink";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { DataTable } from "../ui/DataTable";
import { Loaded, Page } from "../ui/Page";


// The network interfaces of a machine, or of all instances of a scale set.
export default function Networking({ id }: BladeProps) {
  const { name, type } = parseId(id);
  return (
    <Page title={name} subtitle={t.resource.networking} icon={<PlugConnectedRegular />}>
      {type.toLowerCase() === "microsoft.compute/virtualmachines" ? <OfMachine id={id} /> : <OfSet id={id} />}
    </Page>
  );
}

function OfMachine({ id }: BladeProps) {
  const all = useOfType("Microsoft.Network/networkInterfaces");
  const rows = all.rows.filter((row) => sameId(row.properties?.virtualMachine?.id ?? "", id));
  return <Interfaces rows={all.loading ? undefined : rows} linked />;
}

function OfSet({ id }: BladeProps) {
  const query = useList(`${id}/networkInterfaces`, "Microsoft.Network/networkInterfaces", "2018-10-01");
  return <Loaded query={query}>{(rows) => <Interfaces rows={rows} />}</Loaded>;
}

function Interfaces({ rows, linked }: { rows: Resource[] | undefined; linked?: boolean }) {
  const first = (row: Resource) => row.properties?.ipConfigurations?.[0]?.properties ?? {};
  return (
    <DataTable
      label={t.machine.interfaces}
      rows={rows}
      rowKey={(row) => row.id}
      empty={t.machine.noInterfaces}
      columns={[
        { key: "name", title: t.common.name, text: (row) => row.name, render: (row) => (linked ? <ResourceLink id={row.id} name={row.name} /> : row.name) },
        ...(linked ? [] : [{ key: "instance", title: t.machine.instance, text: (row: Resource) => parseId(parentOf(row.id)).name }]),
        { key: "private", title: t.machine.privateIp, text: (row) => first(row).privateIPAddress ?? "" },
        {
          key: "subnet",
          title: t.machine.subnet,
          text: (row) => {
            const subnet = first(row).subnet?.id;
            return subnet ? `${parseId(parentOf(subnet)).name}/${parseId(subnet).name}` : "";
          },
          grow: 2,
        },
      ]}
    />
  );
}
