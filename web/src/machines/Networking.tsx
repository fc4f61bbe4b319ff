import { PlugConnectedRegular } from "@fluentui/react-icons";

import { nameOf, parentOf, parseId, sameId } from "../azure/ids";
import type { Rest } from "../azure/listing";
import { useOfType } from "../azure/resources";
import { type Resource, useList } from "../azure/use";
import { ResourceLink } from "../lists/ResourceLink";
import { SubnetLink } from "../network/facts";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { type Column, DataTable } from "../ui/DataTable";
import { Loaded, Page } from "../ui/Page";
import { Problem } from "../ui/Problem";

// The network interfaces of a machine, or of all instances of a scale set.
export default function Networking({ id }: BladeProps) {
  const { type } = parseId(id);
  return (
    <Page title={nameOf(id)} subtitle={t.resource.networking} icon={<PlugConnectedRegular />}>
      {type.toLowerCase() === "microsoft.compute/virtualmachines" ? <OfMachine id={id} /> : <OfSet id={id} />}
    </Page>
  );
}

function OfMachine({ id }: BladeProps) {
  const all = useOfType("Microsoft.Network/networkInterfaces");
  const rows = all.rows.filter((row) => sameId(row.properties?.virtualMachine?.id ?? "", id));
  const addresses = useOfType("Microsoft.Network/publicIPAddresses").rows;
  const columns: Column<Resource>[] = [
    { key: "name", title: t.common.name, text: (row) => row.name, render: (row) => <ResourceLink id={row.id} name={row.name} /> },
    {
      key: "public",
      title: t.machine.publicIp,
      text: (row) => publicAddress(row, addresses),
      render: (row) => (publicId(row) ? <ResourceLink id={publicId(row)} name={publicAddress(row, addresses)} /> : t.common.none),
    },
    {
      key: "gate",
      title: t.network.securityGroup,
      text: (row) => nameOf(row.properties?.networkSecurityGroup?.id ?? "") || t.common.none,
      render: (row) => (row.properties?.networkSecurityGroup ? <ResourceLink id={row.properties.networkSecurityGroup.id} blade="rules" /> : t.common.none),
    },
  ];
  return (
    <>
      {all.error != null && <Problem error={all.error} onRetry={all.refetch} />}
      <Interfaces rows={all.loading ? undefined : rows} rest={all.rest} columns={columns} />
    </>
  );
}

function OfSet({ id }: BladeProps) {
  const query = useList(`${id}/networkInterfaces`, "Microsoft.Network/networkInterfaces", "2018-10-01");
  const columns: Column<Resource>[] = [
    { key: "name", title: t.common.name, text: (row) => row.name },
    { key: "instance", title: t.machine.instance, text: (row) => nameOf(parentOf(row.id)) },
  ];
  return <Loaded query={query}>{(rows) => <Interfaces rows={rows} rest={query.rest} columns={columns} />}</Loaded>;
}

const first = (row: Resource) => row.properties?.ipConfigurations?.[0]?.properties ?? {};

const publicId = (row: Resource): string => first(row).publicIPAddress?.id ?? "";

// The address itself, where the user may read it; else its resource's name.
function publicAddress(row: Resource, addresses: Resource[]): string {
  const found = addresses.find((one) => sameId(one.id, publicId(row)));
  return found?.properties?.ipAddress || nameOf(publicId(row)) || t.common.none;
}

// The first of columns is the name; the addresses within come after it.
function Interfaces({ rows, rest, columns: [name, ...more] }: { rows: Resource[] | undefined; rest: Rest; columns: Column<Resource>[] }) {
  return (
    <DataTable
      label={t.machine.interfaces}
      rows={rows}
      rest={rest}
      rowKey={(row) => row.id}
      empty={t.machine.noInterfaces}
      columns={[
        ...(name ? [name] : []),
        {
          key: "subnet",
          title: t.machine.subnet,
          text: (row) => {
            const subnet = first(row).subnet?.id;
            return subnet ? `${parseId(parentOf(subnet)).name}/${parseId(subnet).name}` : "";
          },
          render: (row) => (first(row).subnet ? <SubnetLink id={first(row).subnet.id} /> : null),
          grow: 1.5,
        },
        { key: "private", title: t.machine.privateIp, text: (row) => first(row).privateIPAddress ?? "" },
        ...more,
      ]}
    />
  );
}
