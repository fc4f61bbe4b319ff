import { Button, Field, Input } from "@fluentui/react-components";
import { AddRegular, ArrowClockwiseRegular, CertificateRegular, DeleteRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { ofId, write } from "../azure/arm";
import { parseId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { useList } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { DataTable } from "../ui/DataTable";
import { Loaded, Page } from "../ui/Page";
import { Panel } from "../ui/Panel";

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
  const remove = async () => {
    await tasks.start({
      title: t.identities.removing,
      done: t.identities.removed,
      // One after the other: the service takes one write at a time for an identity.
      run: async () => {
        for (const row of chosen) {
          await write("DELETE", ofId(row.id));
        }
      },
    });
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
          <CommandButton icon={<DeleteRegular />} disabled={chosen.length === 0} onClick={() => setAsking(true)} needs={`${type}/delete`} allowed={rights.can(`${type}/delete`)}>
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
      <Confirm open={asking} title={t.identities.removeQuestion} onYes={() => void remove()} onClose={() => setAsking(false)}>
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
  const add = () => {
    onClose();
    void tasks.start({
      title: t.identities.adding(name),
      done: t.identities.added(name),
      run: () => write("PUT", ofId(`${id}/federatedIdentityCredentials/${name}`), { body: { properties: { issuer, subject, audiences: [audience] } } }),
    });
  };
  const fields: [string, string, (value: string) => void][] = [
    [t.common.name, name, setName],
    [t.identities.issuer, issuer, setIssuer],
    [t.identities.subject, subject, setSubject],
    [t.identities.audience, audience, setAudience],
  ];
  return (
    <Panel
      open={open}
      title={t.identities.add}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabled={fields.some(([, value]) => value === "")} onClick={add}>
            {t.common.add}
          </Button>
          <Button onClick={onClose}>{t.common.cancel}</Button>
        </>
      }
    >
      {fields.map(([label, value, set]) => (
        <Field key={label} label={label} required>
          <Input value={value} onChange={(_, data) => set(data.value.trim())} />
        </Field>
      ))}
    </Panel>
  );
}
