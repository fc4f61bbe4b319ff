import { Field, Input } from "@fluentui/react-components";
import { AddRegular, ArrowClockwiseRegular, CertificateRegular, DeleteRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { parseId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { type Deed, onResource } from "../azure/request";
import { useList } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { DataTable } from "../ui/DataTable";
import { Loaded, Page } from "../ui/Page";
import { FormPanel } from "../ui/FormPanel";

const type = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";

// The outside tokens that stand for a managed identity.
export default function Federated({ id }: BladeProps) {
  const tasks = useTasks();
  const rights = useRights(id);
  const query = useList(`${id}/federatedIdentityCredentials`, type);
  const [selected, setSelected] = useState(new Set<string>());
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState(false);
  const chosen = (query.data ?? []).filter((row) => selected.has(row.id));
  const removal: Deed = { title: t.identities.removing, done: t.identities.removed, requests: chosen.map((row) => onResource("DELETE", row.id)) };
  const remove = async () => {
    await tasks.start(removal);
    setSelected(new Set());
  };
  return (
    <Page
      title={parseId(id).name}
      subtitle={t.identities.federated}
      icon={<CertificateRegular />}
      commands={
        <>
          <CommandButton icon={<AddRegular />} onClick={() => setAdding(true)} needs={`${type}/write`} allowed={rights.can(`${type}/write`)}>
            {t.identities.add}
          </CommandButton>
          <CommandButton icon={<DeleteRegular />} disabled={chosen.length === 0} deed={removal} onClick={() => setAsking(true)} needs={`${type}/delete`} allowed={rights.can(`${type}/delete`)}>
            {t.common.remove}
          </CommandButton>
          <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void query.refetch()}>
            {t.common.refresh}
          </CommandButton>
        </>
      }
    >
      <div>{t.identities.federatedText}</div>
      <Loaded query={query}>
        {(rows) => (
          <DataTable
            label={t.identities.federated}
            rows={rows}
            rowKey={(row) => row.id}
            rowName={(row) => row.name}
            selected={selected}
            onSelect={setSelected}
            empty={t.identities.noFederated}
            columns={[
              { key: "name", title: t.common.name, text: (row) => row.name },
              { key: "issuer", title: t.identities.issuer, text: (row) => row.properties.issuer ?? "", grow: 2 },
              { key: "subject", title: t.identities.subject, text: (row) => row.properties.subject ?? "", grow: 2 },
              { key: "audience", title: t.identities.audience, text: (row) => (row.properties.audiences ?? []).join(", ") },
            ]}
          />
        )}
      </Loaded>
      <AddCredential id={id} open={adding} onClose={() => setAdding(false)} />
      <Confirm open={asking} deed={removal} title={t.identities.removeQuestion} onYes={() => void remove()} onClose={() => setAsking(false)}>
        {t.identities.removeText(chosen.map((row) => row.name).join(", "))}
      </Confirm>
    </Page>
  );
}

function AddCredential({ id, open, onClose }: BladeProps & { open: boolean; onClose: () => void }) {
  const tasks = useTasks();
  const [name, setName] = useState("");
  const [issuer, setIssuer] = useState("");
  const [subject, setSubject] = useState("");
  const [audience, setAudience] = useState("api://AzureADTokenExchange");
  const fields: [string, string, (value: string) => void][] = [
    [t.common.name, name, setName],
    [t.identities.issuer, issuer, setIssuer],
    [t.identities.subject, subject, setSubject],
    [t.identities.audience, audience, setAudience],
  ];
  const deed: Deed | undefined = fields.some(([, value]) => value === "")
    ? undefined
    : { title: t.identities.adding(name), done: t.identities.added(name), requests: [onResource("PUT", `${id}/federatedIdentityCredentials/${name}`, { body: { properties: { issuer, subject, audiences: [audience] } } })] };
  return (
    <FormPanel open={open} title={t.identities.add} onClose={onClose} deed={deed} button={t.common.add} onDo={() => deed && void tasks.start(deed)}>
      {fields.map(([label, value, set]) => (
        <Field key={label} label={label} required>
          <Input value={value} onChange={(_, data) => set(data.value.trim())} />
        </Field>
      ))}
    </FormPanel>
  );
}
