import { Field, Input } from "@fluentui/react-components";
import { AddRegular, ArrowClockwiseRegular, DeleteRegular, LockClosedRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { parentOf, parseId, sameId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { type Deed, onResource } from "../azure/request";
import { type Resource, useList } from "../azure/use";
import { ResourceLink } from "../lists/ResourceLink";
import type { BladeProps } from "../resource/blades";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { DataTable } from "../ui/DataTable";
import { FormPanel } from "../ui/FormPanel";
import { Loaded, Page } from "../ui/Page";

const type = "Microsoft.Authorization/locks";

// The resource that a lock stands at.
function scopeOf(lock: Resource): string {
  return parentOf(lock.id).replace(/\/providers$/i, "") || "/";
}

// The locks that hold for a subscription, a resource group or a resource.
export default function Locks({ id }: BladeProps) {
  const tasks = useTasks();
  const rights = useRights(id);
  const query = useList(`${id}/providers/${type}`, type);
  const [selected, setSelected] = useState(new Set<string>());
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState(false);
  const chosen = (query.data ?? []).filter((row) => selected.has(row.id));
  const removal: Deed = { title: t.locks.removing(chosen.length), done: t.locks.removed(chosen.length), requests: chosen.map((row) => onResource("DELETE", row.id)) };
  const remove = async () => {
    await tasks.start(removal);
    setSelected(new Set());
  };
  return (
    <Page
      title={parseId(id).name}
      subtitle={t.resource.locks}
      icon={<LockClosedRegular />}
      commands={
        <>
          <CommandButton icon={<AddRegular />} onClick={() => setAdding(true)} needs={`${type}/write`} allowed={rights.can(`${type}/write`)}>
            {t.common.add}
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
      <div>{t.locks.text}</div>
      <Loaded query={query}>
        {(rows) => (
          <DataTable
            label={t.resource.locks}
            rows={rows}
            rowKey={(row) => row.id}
            selected={selected}
            onSelect={setSelected}
            empty={t.locks.empty}
            columns={[
              { key: "name", title: t.common.name, text: (row) => row.name },
              { key: "level", title: t.locks.level, text: (row) => t.locks.levels[row.properties.level] ?? row.properties.level },
              { key: "scope", title: t.access.scope, text: (row) => (sameId(scopeOf(row), id) ? t.access.here : parseId(scopeOf(row)).name), render: (row) => (sameId(scopeOf(row), id) ? t.access.here : <ResourceLink id={scopeOf(row)} />) },
              { key: "notes", title: t.locks.notes, text: (row) => row.properties.notes ?? "", grow: 2 },
            ]}
          />
        )}
      </Loaded>
      {adding && <AddLock id={id} onClose={() => setAdding(false)} />}
      <Confirm open={asking} title={t.locks.removeQuestion} deed={removal} onYes={() => void remove()} onClose={() => setAsking(false)}>
        {t.locks.removeText(chosen.map((row) => row.name).join(", "))}
      </Confirm>
    </Page>
  );
}

function AddLock({ id, onClose }: BladeProps & { onClose: () => void }) {
  const tasks = useTasks();
  const [name, setName] = useState("");
  const [level, setLevel] = useState("CanNotDelete");
  const [notes, setNotes] = useState("");
  const deed: Deed | undefined = name
    ? { title: t.locks.adding(name), done: t.locks.added(name), requests: [onResource("PUT", `${id}/providers/${type}/${name}`, { body: { properties: { level, ...(notes ? { notes } : {}) } } })] }
    : undefined;
  return (
    <FormPanel open title={t.locks.add} onClose={onClose} deed={deed} button={t.common.add} onDo={() => deed && void tasks.start(deed)}>
      <Field label={t.common.name} required>
        <Input value={name} onChange={(_, data) => setName(data.value.trim())} />
      </Field>
      <Choice label={t.locks.level} required value={level} values={Object.entries(t.locks.levels).map(([value, text]) => ({ value, text }))} onChange={setLevel} />
      <Field label={t.locks.notes}>
        <Input value={notes} onChange={(_, data) => setNotes(data.value)} />
      </Field>
    </FormPanel>
  );
}
