import { Field, Input } from "@fluentui/react-components";
import { CertificateRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { type Deed, onResource } from "../azure/request";
import { useList } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { PartsPage } from "../resource/PartsPage";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { DataTable } from "../ui/DataTable";
import { Loaded } from "../ui/Page";
import { FormPanel } from "../ui/FormPanel";

const type = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";

const texts = {
  title: t.identities.federated,
  add: t.identities.add,
  remove: t.common.remove,
  removing: () => t.identities.removing,
  removed: () => t.identities.removed,
  question: () => t.identities.removeQuestion,
  warning: t.identities.removeText,
};

// The outside tokens that stand for a managed identity.
export default function Federated({ id }: BladeProps) {
  const query = useList(`${id}/federatedIdentityCredentials`, type);
  return (
    <PartsPage id={id} type={type} icon={<CertificateRegular />} texts={texts} parts={query.data ?? []} refresh={() => void query.refetch()} form={(close) => <AddCredential id={id} onClose={close} />}>
      {(selection) => (
        <>
          <div>{t.identities.federatedText}</div>
          <Loaded query={query}>
            {(rows) => (
              <DataTable
                label={t.identities.federated}
                rows={rows}
                rest={query.rest}
                rowKey={(row) => row.id}
                rowName={(row) => row.name}
                {...selection}
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
        </>
      )}
    </PartsPage>
  );
}

function AddCredential({ id, onClose }: BladeProps & { onClose: () => void }) {
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
    <FormPanel open title={t.identities.add} onClose={onClose} deed={deed} button={t.common.add} onDo={() => deed && void tasks.start(deed)}>
      {fields.map(([label, value, set]) => (
        <Field key={label} label={label} required>
          <Input value={value} onChange={(_, data) => set(data.value.trim())} />
        </Field>
      ))}
    </FormPanel>
  );
}
