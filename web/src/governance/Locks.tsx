import { Field, Input } from "@fluentui/react-components";
import { LockClosedRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { parseId, sameId } from "../azure/ids";
import { type Deed, onResource } from "../azure/request";
import { type Resource, useList } from "../azure/use";
import { ResourceLink } from "../lists/ResourceLink";
import type { BladeProps } from "../resource/blades";
import { PartsPage } from "../resource/PartsPage";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { DataTable } from "../ui/DataTable";
import { FormPanel } from "../ui/FormPanel";
import { Loaded } from "../ui/Page";

const type = "Microsoft.Authorization/locks";

const texts = {
  title: t.resource.locks,
  add: t.common.add,
  removing: (_: string, count: number) => t.locks.removing(count),
  removed: (_: string, count: number) => t.locks.removed(count),
  question: () => t.locks.removeQuestion,
  warning: t.locks.removeText,
};

// The resource that a lock stands at.
function scopeOf(lock: Resource): string {
  return lock.id.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, "") || "/";
}

// The locks that hold for a subscription, a resource group or a resource.
export default function Locks({ id }: BladeProps) {
  const query = useList(`${id}/providers/${type}`, type);
  return (
    <PartsPage id={id} type={type} icon={<LockClosedRegular />} texts={texts} parts={query.data ?? []} refresh={() => void query.refetch()} form={(close) => <AddLock id={id} onClose={close} />}>
      {(selection) => (
        <>
          <div>{t.locks.text}</div>
          <Loaded query={query}>
            {(rows) => (
              <DataTable
                label={t.resource.locks}
                rows={rows}
                rest={query.rest}
                rowKey={(row) => row.id}
                {...selection}
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
        </>
      )}
    </PartsPage>
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
