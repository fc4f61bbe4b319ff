import { AddRegular, ArrowClockwiseRegular, DeleteRegular } from "@fluentui/react-icons";
import { type ReactNode, useState } from "react";

import { parseId, sameId, within } from "../azure/ids";
import { kindOfType } from "../azure/kinds";
import { assigning, useRights } from "../azure/permissions";
import { arm } from "../azure/request";
import { ResourceLink } from "../lists/ResourceLink";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { type Column, DataTable } from "../ui/DataTable";
import { type Assignment, type Named, useNamed, version } from "./roles";

interface Props {
  assignments: Assignment[] | undefined;
  // The scope that is looked at; assignments above it are inherited.
  scope?: string;
  // Hides whose they are, where all are one's.
  ofOne?: boolean;
  onAdd: () => void;
  onRefresh: () => void;
  toolbar: (commands: ReactNode) => ReactNode;
}

const remove = "Microsoft.Authorization/roleAssignments/delete";

// Role assignments with their names, to add to and to remove from.
export function AssignmentTable({ assignments, scope, ofOne, onAdd, onRefresh, toolbar }: Props) {
  const tasks = useTasks();
  const rows = useNamed(assignments);
  const [selected, setSelected] = useState(new Set<string>());
  const [asking, setAsking] = useState(false);
  const chosen = (rows ?? []).filter((row) => selected.has(row.id));
  const rights = useRights(scope ?? "");
  const there = useRights(chosen[0]?.properties.scope ?? scope ?? ""); // of the first that is chosen
  const removal = { title: t.access.removing(chosen.length), done: t.access.removed(chosen.length), requests: chosen.map((row) => arm("DELETE", row.id, version)) };
  const run = async () => {
    await tasks.start(removal);
    setSelected(new Set());
  };
  const commands = (
    <>
      <CommandButton icon={<AddRegular />} onClick={onAdd} needs={assigning} allowed={rights.can(assigning)}>
        {t.access.add}
      </CommandButton>
      <CommandButton icon={<DeleteRegular />} disabled={chosen.length === 0} deed={removal} onClick={() => setAsking(true)} needs={remove} allowed={there.can(remove)}>
        {t.common.remove}
      </CommandButton>
      <CommandButton icon={<ArrowClockwiseRegular />} onClick={onRefresh}>
        {t.common.refresh}
      </CommandButton>
    </>
  );
  return (
    <>
      {toolbar(commands)}
      <DataTable
        label={t.access.assignmentsTab}
        rows={rows}
        rowKey={(row) => row.id}
        rowName={(row) => `${row.roleName} ${ofOne ? scopeWords(row.properties.scope, scope) : row.principalName}`}
        selected={selected}
        onSelect={setSelected}
        empty={t.access.empty}
        columns={columns(ofOne, scope)}
      />
      <Confirm open={asking} deed={removal} title={t.access.removeQuestion} onYes={() => void run()} onClose={() => setAsking(false)}>
        {t.access.removeText(chosen.length)}
      </Confirm>
    </>
  );
}

function columns(ofOne: boolean | undefined, scope: string | undefined): Column<Named>[] {
  const role: Column<Named> = { key: "role", title: t.access.role, text: (row) => row.roleName };
  const condition: Column<Named> = { key: "condition", title: t.access.condition, text: (row) => row.properties.condition ?? t.common.none };
  const where: Column<Named> = {
    key: "scope",
    title: t.access.scope,
    text: (row) => scopeWords(row.properties.scope, scope),
    render: (row) => (row.properties.scope === "/" || (scope && sameId(scope, row.properties.scope)) ? scopeWords(row.properties.scope, scope) : <ResourceLink id={row.properties.scope} />),
  };
  const type: Column<Named> = { key: "type", title: t.access.resourceType, text: (row) => kindOfType(parseId(row.properties.scope).type).one };
  const name: Column<Named> = { key: "name", title: t.common.name, text: (row) => row.principalName, grow: 1.5 };
  const kind: Column<Named> = { key: "kind", title: t.common.type, text: (row) => row.principalKind };
  return ofOne ? [role, where, type, { ...name, title: t.access.assignedTo }, condition] : [name, kind, role, where, condition];
}

function scopeWords(of: string, scope: string | undefined): string {
  if (of === "/") {
    return t.access.tenantRoot;
  }
  if (scope && sameId(scope, of)) {
    return t.access.here;
  }
  return scope && within(scope, of) ? `${parseId(of).name} (${t.access.inherited})` : parseId(of).name;
}
