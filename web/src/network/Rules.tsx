import { AddRegular, ArrowClockwiseRegular, DeleteRegular, ShieldRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { parseId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { type Deed, onResource } from "../azure/request";
import { useResource } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { type Column, DataTable } from "../ui/DataTable";
import { Loaded, Page, Section } from "../ui/Page";
import { AddRule, type Rule } from "./AddRule";

const type = "Microsoft.Network/networkSecurityGroups/securityRules";

const several = (one: string | undefined, many: string[] | undefined) => (many && many.length > 0 ? many.join(", ") : (one ?? ""));

const columns: Column<Rule>[] = [
  { key: "priority", title: t.network.priority, text: (row) => String(row.properties.priority), grow: 0.6 },
  { key: "name", title: t.common.name, text: (row) => row.name, grow: 1.6 },
  { key: "direction", title: t.network.direction, text: (row) => row.properties.direction },
  { key: "protocol", title: t.network.protocol, text: (row) => (row.properties.protocol === "*" ? t.network.any : row.properties.protocol) },
  { key: "source", title: t.network.source, text: (row) => several(row.properties.sourceAddressPrefix, row.properties.sourceAddressPrefixes) },
  { key: "destination", title: t.network.destination, text: (row) => several(row.properties.destinationAddressPrefix, row.properties.destinationAddressPrefixes) },
  { key: "ports", title: t.network.ports, text: (row) => several(row.properties.destinationPortRange, row.properties.destinationPortRanges) },
  { key: "access", title: t.network.access, text: (row) => row.properties.access },
];

// The rules of a network security group: its own, and those that all have.
export default function Rules({ id }: BladeProps) {
  const tasks = useTasks();
  const rights = useRights(id);
  const query = useResource(id);
  const own: Rule[] = query.data?.properties.securityRules ?? [];
  const [selected, setSelected] = useState(new Set<string>());
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState(false);
  const chosen = own.filter((row) => selected.has(row.id));
  const names = chosen.map((row) => row.name).join(", ");
  const removal: Deed = { title: t.resource.deleting(names), done: t.resource.deleted(names), requests: chosen.map((row) => onResource("DELETE", row.id)) };
  const remove = async () => {
    await tasks.start(removal);
    setSelected(new Set());
  };
  return (
    <Page
      title={parseId(id).name}
      subtitle={t.network.rules}
      icon={<ShieldRegular />}
      commands={
        <>
          <CommandButton icon={<AddRegular />} onClick={() => setAdding(true)} needs={`${type}/write`} allowed={rights.can(`${type}/write`)}>
            {t.network.addRule}
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
      <div>{t.network.rulesText}</div>
      <Loaded query={query}>
        {(group) => (
          <>
            <DataTable label={t.network.rules} rows={own} rowKey={(row) => row.id} rowName={(row) => row.name} selected={selected} onSelect={setSelected} empty={t.network.noRules} columns={columns} />
            <Section title={t.network.defaultRules}>
              <DataTable bare label={t.network.defaultRules} rows={(group.properties.defaultSecurityRules ?? []) as Rule[]} rowKey={(row) => row.id} empty={t.common.none} columns={columns} />
            </Section>
          </>
        )}
      </Loaded>
      {adding && <AddRule id={id} taken={own} onClose={() => setAdding(false)} />}
      <Confirm open={asking} title={t.resource.deleteQuestion(names)} deed={removal} onYes={() => void remove()} onClose={() => setAsking(false)}>
        {t.network.removeRules(names)}
      </Confirm>
    </Page>
  );
}
