import { ShieldRegular } from "@fluentui/react-icons";

import { useResource } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { PartsPage } from "../resource/PartsPage";
import { t } from "../texts";
import { type Column, DataTable } from "../ui/DataTable";
import { Loaded, Section } from "../ui/Page";
import { AddRule, type Rule } from "./AddRule";

const type = "Microsoft.Network/networkSecurityGroups/securityRules";

const several = (one: string | undefined, many: string[] | undefined) => (many && many.length > 0 ? many.join(", ") : (one ?? ""));

const columns: Column<Rule>[] = [
  { key: "priority", title: t.network.priority, text: (row) => String(row.properties.priority), grow: 0.9 },
  { key: "name", title: t.common.name, text: (row) => row.name, grow: 1.6 },
  { key: "direction", title: t.network.direction, text: (row) => row.properties.direction },
  { key: "protocol", title: t.network.protocol, text: (row) => (row.properties.protocol === "*" ? t.network.any : row.properties.protocol) },
  { key: "source", title: t.network.source, text: (row) => several(row.properties.sourceAddressPrefix, row.properties.sourceAddressPrefixes) },
  { key: "destination", title: t.network.destination, text: (row) => several(row.properties.destinationAddressPrefix, row.properties.destinationAddressPrefixes) },
  { key: "ports", title: t.network.portsShort, text: (row) => several(row.properties.destinationPortRange, row.properties.destinationPortRanges) },
  { key: "access", title: t.network.access, text: (row) => row.properties.access },
];

const texts = {
  title: t.network.rules,
  add: t.network.addRule,
  removing: t.resource.deleting,
  removed: t.resource.deleted,
  question: t.resource.deleteQuestion,
  warning: t.network.removeRules,
};

// The rules of a network security group: its own, and those that all have.
export default function Rules({ id }: BladeProps) {
  const query = useResource(id);
  const own: Rule[] = query.data?.properties.securityRules ?? [];
  return (
    <PartsPage id={id} type={type} icon={<ShieldRegular />} texts={texts} parts={own} refresh={() => void query.refetch()} form={(close) => <AddRule id={id} taken={own} onClose={close} />}>
      {(selection) => (
        <>
          <div>{t.network.rulesText}</div>
          <Loaded query={query}>
            {(group) => (
              <>
                <DataTable label={t.network.rules} rows={own} rowKey={(row) => row.id} rowName={(row) => row.name} {...selection} empty={t.network.noRules} columns={columns} />
                <Section title={t.network.defaultRules}>
                  <DataTable bare label={t.network.defaultRules} rows={(group.properties.defaultSecurityRules ?? []) as Rule[]} rowKey={(row) => row.id} empty={t.common.none} columns={columns} />
                </Section>
              </>
            )}
          </Loaded>
        </>
      )}
    </PartsPage>
  );
}
