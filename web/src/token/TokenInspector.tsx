import { Button, Field, Input, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from "@fluentui/react-components";
import { TicketDiagonalRegular } from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { get } from "../azure/arm";
import { nameOf, parentOf, parseId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { onResource } from "../azure/request";
import { useResource } from "../azure/use";
import { Stands } from "../commands/shown";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { NotAllowed } from "../ui/NotAllowed";
import { Page, Section } from "../ui/Page";
import { Problem } from "../ui/Problem";
import { Chain } from "./Chain";
import { Claims } from "./Claims";

const useStyles = makeStyles({
  form: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM, maxWidth: "640px" },
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere" },
});

// What the server says of a token: never the token itself.
export interface Inspected {
  status: number;
  query: string;
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  answer: Record<string, unknown>;
}

const audiences = ["https://management.azure.com/", "https://graph.microsoft.com/", "https://vault.azure.net", "https://storage.azure.com/", "https://database.windows.net/"];

// Asks the metadata service as a machine, and shows what the token is good for.
export default function TokenInspector({ id }: BladeProps) {
  const styles = useStyles();
  const { type } = parseId(id);
  const rights = useRights(id);
  const needs = `${type}/inspectToken/action`;
  // The instances of a scale set have its identities.
  const host = useResource(type.split("/").length > 2 ? parentOf(id) : id);
  const [identity, setIdentity] = useState("");
  const [audience, setAudience] = useState(audiences[0] ?? "");
  const [own, setOwn] = useState("");
  const chosen = audience || own.trim();
  const request = onResource("POST", `${id}/inspectToken`, { body: { resource: chosen, ...(identity ? { clientId: identity } : {}) } });
  const query = useMutation({ mutationFn: () => get<Inspected>(request) });
  const users = Object.entries(host.data?.identity?.userAssignedIdentities ?? {});
  return (
    <Page title={nameOf(id)} subtitle={t.resource.token} icon={<TicketDiagonalRegular />}>
      <div>{t.token.intro}</div>
      <NotAllowed needs={needs} allowed={rights.can(needs)} />
      {chosen && <Stands title={t.token.request} requests={[request]} />}
      <div className={styles.form}>
        <Choice
          label={t.token.identity}
          value={identity}
          values={[{ value: "", text: t.token.whichever }, ...users.filter(([, user]) => user.clientId).map(([user, { clientId }]) => ({ value: clientId ?? "", text: `${t.identity.user}: ${parseId(user).name}` }))]}
          onChange={setIdentity}
        />
        <Choice label={t.token.audience} value={audience} values={[...audiences.map((one) => ({ value: one, text: one })), { value: "", text: t.token.other }]} onChange={setAudience} />
        {audience === "" && (
          <Field label={t.token.audience} required>
            <Input value={own} onChange={(_, data) => setOwn(data.value)} />
          </Field>
        )}
        <div>
          <Button appearance="primary" disabled={!chosen || query.isPending || !rights.can(needs)} onClick={() => query.mutate()}>
            {query.isPending ? t.token.requesting : t.token.request}
          </Button>
        </div>
      </div>
      {query.error && <Problem error={query.error} />}
      {query.data && <Result id={id} inspected={query.data} />}
    </Page>
  );
}

function Result({ id, inspected }: { id: string; inspected: Inspected }) {
  const styles = useStyles();
  const fine = inspected.claims !== undefined;
  return (
    <div aria-live="polite" className={styles.form} style={{ maxWidth: "none" }}>
      <MessageBar intent={fine ? "success" : "warning"} layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{`${fine ? t.token.answered : t.token.refused}: ${inspected.status}`}</MessageBarTitle>
          {fine ? t.token.secrecy : `${String(inspected.answer.error ?? "")}: ${String(inspected.answer.error_description ?? "")}`}
        </MessageBarBody>
      </MessageBar>
      <div>
        {t.token.asked}: <span className={styles.code}>{t.token.line(inspected.query)}</span>
      </div>
      {inspected.claims && (
        <>
          <Section title={t.token.chain}>
            <Chain id={id} claims={inspected.claims} />
          </Section>
          <Section title={t.token.claims}>
            <Claims inspected={inspected} />
          </Section>
        </>
      )}
    </div>
  );
}
