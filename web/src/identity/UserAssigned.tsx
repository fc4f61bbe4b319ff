import { makeStyles, Spinner, Toolbar, tokens } from "@fluentui/react-components";
import { AddRegular, ArrowClockwiseRegular, DeleteRegular } from "@fluentui/react-icons";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { groupIdOf, parseId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { refreshAll, type Resource } from "../azure/use";
import { ResourceLink } from "../lists/ResourceLink";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { DataTable } from "../ui/DataTable";
import { NotAllowed } from "../ui/NotAllowed";
import { Problem } from "../ui/Problem";
import { AddIdentities } from "./AddIdentities";
import { adding as addition, removing } from "./deeds";
import { isConflict, useSaveIdentity } from "./save";
import { usersOf } from "./state";

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
  const { save, saving, failure, forget } = useSaveIdentity(resource);
  const ids = usersOf(resource.identity);
  const chosen = ids.filter((id) => selected.has(id));
  const removal = removing(resource, chosen);
  const remove = async () => {
    await save(removal);
    setSelected(new Set());
  };
  return (
    <>
      <p className={styles.text}>{t.identity.userText}</p>
      <Toolbar className={styles.toolbar} aria-label={t.identity.user}>
        <CommandButton icon={saving ? <Spinner size="tiny" /> : <AddRegular />} disabled={saving} onClick={() => setAdding(true)} needs={needs} allowed={allowed}>
          {t.common.add}
        </CommandButton>
        <CommandButton icon={<DeleteRegular />} disabled={chosen.length === 0 || saving} deed={removal} onClick={() => setAsking(true)} needs={needs} allowed={allowed}>
          {t.common.remove}
        </CommandButton>
        <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void refreshAll(client)}>
          {t.common.refresh}
        </CommandButton>
      </Toolbar>
      <NotAllowed needs={needs} allowed={allowed} />
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
      <AddIdentities open={adding} present={ids} deedOf={(more) => addition(resource, more)} onClose={() => setAdding(false)} onAdd={(deed) => void save(deed)} />
      <Confirm open={asking} deed={removal} title={t.identity.removeQuestion} onYes={() => void remove()} onClose={() => setAsking(false)}>
        {t.identity.removeText(chosen.map((id) => parseId(id).name).join(", "), name)}
      </Confirm>
    </>
  );
}
