import { Button, Field, Input, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import type { DirectoryObject } from "../azure/graph";
import { arm } from "../azure/request";
import { every, one, retry } from "../azure/use";
import { explainVersion, permissionsVersion } from "../azure/versions";
import { t } from "../texts";
import { DataTable } from "../ui/DataTable";
import { Loaded, Section } from "../ui/Page";
import { Problem } from "../ui/Problem";
import { PrincipalPicker } from "./pickers";

const useStyles = makeStyles({
  form: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM, maxWidth: "720px" },
  steps: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM, margin: 0, paddingLeft: tokens.spacingHorizontalXXL },
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
  list: { margin: 0 },
  gap: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalL },
});

interface Explanation {
  principal: { objectId: string; displayName?: string | null; type?: string | null; known: boolean };
  groups: string[];
  action: string;
  granted: boolean;
  allowed: boolean;
  assignments: { id: string; scope: string; roleName?: string | null; roleDefinitionId: string; principalId: string; reason: string; explanation: string; pattern?: string | null }[];
  locks: { id: string; level: string; scope: string }[];
  linked: { action: string; on: string; grantedAt: string[] }[];
}

// What oneself may do at a scope, and what somebody else may, with the reasons.
export function CheckAccess({ scope }: { scope: string }) {
  const styles = useStyles();
  return (
    <div className={styles.gap}>
      <Section title={t.access.myRights}>
        <div>{t.access.myRightsText}</div>
        <MyRights scope={scope} />
      </Section>
      <Section title={t.access.checkTitle}>
        <div>{t.access.checkText}</div>
        <Check scope={scope} />
      </Section>
    </div>
  );
}

function MyRights({ scope }: { scope: string }) {
  const path = `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/permissions`;
  const query = useQuery({ queryKey: ["arm", path], ...every<{ actions: string[]; notActions: string[] }>(arm("GET", path, permissionsVersion)), retry });
  return (
    <Loaded query={query}>
      {(rows) => (
        <DataTable
          bare
          label={t.access.myRights}
          rows={rows}
          rowKey={(row) => row.actions.join() + row.notActions.join()}
          empty={t.common.none}
          columns={[
            { key: "actions", title: t.access.actions, text: (row) => row.actions.join(", ") || t.common.none },
            { key: "not", title: t.access.notActions, text: (row) => row.notActions.join(", ") || t.common.none },
          ]}
        />
      )}
    </Loaded>
  );
}

function Check({ scope }: { scope: string }) {
  const styles = useStyles();
  const [who, setWho] = useState<DirectoryObject>();
  const [action, setAction] = useState("Microsoft.Compute/virtualMachines/write");
  const [asked, setAsked] = useState<{ name: string; principal: string; action: string }>();
  const query = useQuery({
    queryKey: ["arm", `${scope}/explainAccess`, asked],
    ...one<Explanation>(arm("POST", `${scope === "/" ? "" : scope}/providers/Microsoft.Authorization/explainAccess`, explainVersion, { body: { principal: asked?.principal, action: asked?.action } })),
    enabled: asked !== undefined,
    retry: false,
    staleTime: 0,
  });
  return (
    <>
      <div className={styles.form}>
        <Field label={t.access.principal} required>
          <div>
            <PrincipalPicker value={who?.id ?? ""} onPick={setWho} />
          </div>
        </Field>
        <Field label={t.access.action} required hint={t.access.actionHint}>
          <Input value={action} onChange={(_, data) => setAction(data.value)} />
        </Field>
        <div>
          <Button appearance="primary" disabled={!who || !action} onClick={() => who && setAsked({ name: who.displayName ?? who.id, principal: who.id, action: action.trim() })}>
            {t.access.check}
          </Button>
        </div>
      </div>
      {query.error && <Problem error={query.error} />}
      {query.data && asked && <Explained answer={query.data} who={asked.name} />}
    </>
  );
}

function Explained({ answer, who }: { answer: Explanation; who: string }) {
  const styles = useStyles();
  return (
    <div className={styles.gap} aria-live="polite">
      <MessageBar intent={answer.allowed ? "success" : "warning"} layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{answer.allowed ? t.access.allowed : t.access.denied}</MessageBarTitle>
          {answer.allowed ? t.access.allowedText(who, answer.action) : answer.granted ? t.access.locked : t.access.deniedText(who, answer.action)}
        </MessageBarBody>
      </MessageBar>
      <Section title={t.access.steps}>
        <ol className={styles.steps}>
          <li>{answer.principal.known ? t.access.step1(who, t.access.principalKinds[answer.principal.type ?? ""] ?? answer.principal.type ?? "", answer.principal.objectId) : t.access.step1Unknown(answer.principal.objectId)}</li>
          <li>{t.access.step2(answer.groups.length)}</li>
          <li>
            {answer.granted ? t.access.step3Granted : t.access.step3(answer.assignments.length)}
            {answer.assignments.length > 0 && <Findings answer={answer} />}
          </li>
          <li>
            {t.access.step4(answer.locks.length)}
            <Items items={answer.locks.map((lock) => `${lock.level}: ${lock.id}`)} />
          </li>
          {answer.linked.length > 0 && (
            <li>
              {t.access.step5}
              <Items items={answer.linked.map((right) => `${right.action} (${right.on}): ${right.grantedAt.length > 0 ? t.access.linkedAt(right.grantedAt.join(", ")) : t.access.linkedNowhere}`)} />
            </li>
          )}
        </ol>
      </Section>
    </div>
  );
}

function Findings({ answer }: { answer: Explanation }) {
  return (
    <DataTable
      bare
      label={t.access.steps}
      rows={answer.assignments}
      rowKey={(row) => row.id}
      empty={t.common.none}
      columns={[
        { key: "role", title: t.access.role, text: (row) => row.roleName ?? row.roleDefinitionId },
        { key: "scope", title: t.access.scope, text: (row) => row.scope, grow: 2 },
        { key: "reason", title: t.access.reason, text: (row) => row.explanation, grow: 2 },
        { key: "pattern", title: t.access.pattern, text: (row) => row.pattern ?? "" },
      ]}
    />
  );
}

function Items({ items }: { items: ReactNode[] }) {
  const styles = useStyles();
  return items.length === 0 ? null : (
    <ul className={styles.list}>
      {items.map((item, i) => (
        <li key={i} className={styles.code}>
          {item}
        </li>
      ))}
    </ul>
  );
}
