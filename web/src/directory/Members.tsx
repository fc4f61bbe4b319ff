import { Toolbar } from "@fluentui/react-components";
import { AddRegular, DeleteRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { PrincipalPicker } from "../access/pickers";
import { principalWords } from "../access/roles";
import type { DirectoryObject } from "../azure/graph";
import { administer, useMayAdminister } from "../azure/permissions";
import { type Deed, graph } from "../azure/request";
import { useObjects } from "../azure/use";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { DataTable } from "../ui/DataTable";
import { Loaded, Section } from "../ui/Page";
import { FormPanel } from "../ui/FormPanel";

// The members of a group, to add to and to remove from.
export function Members({ id }: { id: string }) {
  const tasks = useTasks();
  const query = useObjects(`/groups/${id}/members?$top=999`);
  const mayAdminister = useMayAdminister();
  const [selected, setSelected] = useState(new Set<string>());
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState(false);
  const [chosen, setChosen] = useState<DirectoryObject>();
  const name = chosen?.displayName ?? chosen?.id ?? "";
  const addition: Deed | undefined = chosen && {
    title: t.directory.addingMember(name),
    done: t.directory.addedMember(name),
    requests: [graph("POST", `/groups/${id}/members/$ref`, { "@odata.id": `${location.origin}/graph/v1.0/directoryObjects/${chosen.id}` })],
  };
  const removal: Deed = { title: t.directory.removingMember, done: t.directory.removedMember, requests: [...selected].map((member) => graph("DELETE", `/groups/${id}/members/${member}/$ref`)) };
  const remove = async () => {
    await tasks.start(removal);
    setSelected(new Set());
  };
  return (
    <Section title={t.directory.members}>
      <Toolbar aria-label={t.directory.members}>
        <CommandButton icon={<AddRegular />} onClick={() => setAdding(true)} needs={administer} allowed={mayAdminister}>
          {t.directory.addMember}
        </CommandButton>
        <CommandButton icon={<DeleteRegular />} disabled={selected.size === 0} deed={removal} onClick={() => setAsking(true)} needs={administer} allowed={mayAdminister}>
          {t.directory.removeMember}
        </CommandButton>
      </Toolbar>
      <Loaded query={query}>
        {(rows) => (
          <DataTable
            label={t.directory.members}
            rows={rows}
            rest={query.rest}
            rowKey={(row) => row.id}
            rowName={(row) => row.displayName ?? row.id}
            selected={selected}
            onSelect={setSelected}
            empty={t.directory.noMembers}
            columns={[
              { key: "name", title: t.directory.displayName, text: (row) => row.displayName ?? "" },
              { key: "kind", title: t.common.type, text: (row) => principalWords(row) },
              { key: "id", title: t.directory.objectId, text: (row) => row.id },
            ]}
          />
        )}
      </Loaded>
      <FormPanel open={adding} title={t.directory.addMember} onClose={() => setAdding(false)} deed={addition} button={t.common.add} onDo={() => addition && void tasks.start(addition)}>
        {adding && <PrincipalPicker value={chosen?.id ?? ""} onPick={setChosen} />}
      </FormPanel>
      <Confirm open={asking} deed={removal} title={t.directory.removeQuestion} onYes={() => void remove()} onClose={() => setAsking(false)}>
        {t.directory.removeText(selected.size)}
      </Confirm>
    </Section>
  );
}
