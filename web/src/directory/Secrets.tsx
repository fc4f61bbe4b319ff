import { MessageBar, MessageBarBody, MessageBarTitle, Toolbar } from "@fluentui/react-components";
import { AddRegular } from "@fluentui/react-icons";
import { useState } from "react";

import type { DirectoryObject } from "../azure/graph";
import { administer, useMayAdminister } from "../azure/permissions";
import { graph } from "../azure/request";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Copyable } from "../ui/Copyable";
import { DataTable } from "../ui/DataTable";
import { Section } from "../ui/Page";

interface Password {
  keyId: string;
  displayName?: string | null;
  hint?: string | null;
  endDateTime?: string;
}

// The client secrets of an application. The value of a new one is shown once.
export function Secrets({ application }: { application: DirectoryObject }) {
  const tasks = useTasks();
  const mayAdminister = useMayAdminister();
  const [fresh, setFresh] = useState("");
  const passwords = (application.passwordCredentials ?? []) as Password[];
  const name = application.displayName ?? application.id;
  const addition = { title: t.directory.addingSecret(name), done: t.directory.addedSecret(name), requests: [graph("POST", `/applications/${application.id}/addPassword`, { passwordCredential: { displayName: "portal" } })] };
  const add = async () => {
    const made = await tasks.start<{ secretText: string }>(addition);
    if (made.ok) {
      setFresh(made.value.secretText);
    }
  };
  return (
    <Section title={t.directory.secrets}>
      <Toolbar aria-label={t.directory.secrets}>
        <CommandButton icon={<AddRegular />} deed={addition} onClick={() => void add()} needs={administer} allowed={mayAdminister}>
          {t.directory.newSecret}
        </CommandButton>
      </Toolbar>
      {fresh && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{t.directory.secretOnce}</MessageBarTitle>
            <span data-testid="fresh-secret">
              <Copyable value={fresh} what={t.directory.secretValue} mono />
            </span>
          </MessageBarBody>
        </MessageBar>
      )}
      <DataTable
        bare
        label={t.directory.secrets}
        rows={passwords}
        rowKey={(row) => row.keyId}
        empty={t.directory.noSecrets}
        columns={[
          { key: "name", title: t.common.name, text: (row) => row.displayName ?? "" },
          { key: "hint", title: t.directory.secretHint, text: (row) => (row.hint ? `${row.hint}…` : "") },
          { key: "expires", title: t.directory.expires, text: (row) => (row.endDateTime ? new Date(row.endDateTime).toLocaleDateString("en") : "") },
        ]}
      />
    </Section>
  );
}
