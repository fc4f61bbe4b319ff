import { makeStyles, Spinner, Toolbar, tokens } from "@fluentui/react-components";
import { AddRegular, ArrowClockwiseRegular, DeleteRegular, WindowConsoleRegular } from "@fluentui/react-icons";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { groupIdOf, parseId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { refreshAll, type Resource } from "../azure/use";
import { ResourceLink } from "../lists/ResourceLink";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { CommandLine } from "../ui/CommandLine";
import { Confirm } from "../ui/Confirm";
import { DataTable } from "../ui/DataTable";
import { Problem } from "../ui/Problem";
import { AddIdentities } from "./AddIdentities";
import { usersCommand } from "./commands";
import { isConflict, useSaveIdentity } from "./save";
import { addUsers, removeUsers, usersOf } from "./state";

const useStyles = makeStyles({
  text: { margin: 0, maxWidth: "760px" },
  toolbar: { paddingLeft: 0, flexWrap: "wrap", borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
});

export function UserAssigned({ resource }: { resource: Resource }) {
  const styles = useStyles();
  const { name } = resource;
  const client = useQueryClient();
  const rights = useRights(resource.id);
  const needs = `${parseId(resource.id).type}/write`;
  const allowed = rights.can(needs);
  const [selected, setSelected] = useState(new Set<string>());
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState(false);
  const { save, saving, failure, forget } = useSaveIdentity(resource);
  const ids = usersOf(resource.identity);
  const chosen = ids.filter((id) => selected.has(id));
  const add = async (more: string[]) => {
    setAdding(false);
    await save(addUsers(resource.identity, more), t.identity.adding(more.length, name), t.identity.added(more.length, name));
  };
  const remove = async () => {
    await save(removeUsers(resource.identity, chosen), t.identity.removing(chosen.length, name), t.identity.removed(chosen.length, name));
    setSelected(new Set());
  };
  return (
    <>
      <p className={styles.text}>{t.identity.userText}</p>
      <Toolbar className={styles.toolbar} aria-label={t.identity.user}>
        <CommandButton icon={saving ? <Spinner size="tiny" /> : <AddRegular />} disabled={saving} onClick={() => setAdding(true)} needs={needs} allowed={allowed}>
          {t.common.add}
        </CommandButton>
        <CommandButton icon={<DeleteRegular />} disabled={chosen.length === 0 || saving} onClick={() => setAsking(true)} needs={needs} allowed={allowed}>
          {t.common.remove}
        </CommandButton>
        <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void refreshAll(client)}>
          {t.common.refresh}
        </CommandButton>
        <CommandButton icon={<WindowConsoleRegular />} onClick={() => setShown(true)}>
          {t.identity.showCommand}
        </CommandButton>
      </Toolbar>
      {!allowed && <Problem error={new Error(t.common.notAllowed(needs))} title={t.errors.forbidden} />}
      {failure !== undefined && (isConflict(failure) ? <Problem error={new Error(t.identity.conflict(name))} title={t.errors.changedElsewhere} onRetry={forget} /> : <Problem error={failure} onRetry={forget} />)}
      <DataTable
        label={t.identity.user}
        rows={ids}
        rowKey={(id) => id}
        rowName={(id) => parseId(id).name}
        selected={selected}
        onSelect={setSelected}
        empty={t.identity.empty}
        columns={[
          { key: "name", title: t.common.name, text: (id) => parseId(id).name, render: (id) => <ResourceLink id={id} /> },
          { key: "group", title: t.common.resourceGroup, text: (id) => parseId(id).resourceGroup, render: (id) => <ResourceLink id={groupIdOf(id)} /> },
          { key: "principal", title: t.lists.principalId, text: (id) => resource.identity?.userAssignedIdentities?.[id]?.principalId ?? "" },
          { key: "client", title: t.lists.clientId, text: (id) => resource.identity?.userAssignedIdentities?.[id]?.clientId ?? "" },
        ]}
      />
      <AddIdentities open={adding} present={ids} onClose={() => setAdding(false)} onAdd={(more) => void add(more)} />
      <Confirm open={asking} title={t.identity.removeQuestion} onYes={() => void remove()} onClose={() => setAsking(false)}>
        {t.identity.removeText(chosen.map((id) => parseId(id).name).join(", "), name)}
      </Confirm>
      <CommandLine open={shown} onClose={() => setShown(false)} command={usersCommand(resource, chosen)} />
    </>
  );
}
