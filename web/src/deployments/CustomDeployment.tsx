import { Button, Field, Input, makeStyles, Spinner, Textarea, tokens } from "@fluentui/react-components";
import { CloudArrowUpRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useLocation, useSearch } from "wouter";

import { perform } from "../azure/arm";
import { useRights } from "../azure/permissions";
import { useGroups } from "../azure/resources";
import { ShowHere } from "../commands/Show";
import { Stands } from "../commands/shown";
import { resourceHref } from "../routes";
import { base } from "../settings";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { Choice, texted } from "../ui/Choice";
import { NotAllowed } from "../ui/NotAllowed";
import { Page, Section } from "../ui/Page";
import { Problem } from "../ui/Problem";
import { beginning, type Change, changesIn, type Deployment, deploymentType, idOf, type Mode, newName, preview } from "./api";
import { type Parameter, parametersOf, variableOf } from "./jsonc";
import { ParameterField, readValue } from "./ParameterField";
import { useDeployment, useTemplate } from "./queries";
import { Changes } from "./WhatIf";

const useStyles = makeStyles({
  body: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalL, maxWidth: "960px" },
  template: { fontFamily: tokens.fontFamilyMonospace },
  buttons: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM },
});

const deploying = `${deploymentType}/write`;

const starting = `{
  "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "contentVersion": "1.0.0.0",
  "parameters": {},
  "resources": []
}
`;

// Deploys a template that is pasted, or that of an earlier deployment.
export default function CustomDeployment() {
  const from = new URLSearchParams(useSearch()).get("from") ?? "";
  const deployment = useDeployment(from);
  const exported = useTemplate(from);
  if (from === "") {
    return <Form template={starting} typed={{}} />;
  }
  const error = deployment.error ?? exported.error;
  if (!deployment.data || !exported.data) {
    return (
      <Page title={t.deployments.title} icon={<CloudArrowUpRegular />}>
        {error ? <Problem error={error} /> : <Spinner size="small" label={t.common.loading} labelPosition="after" />}
      </Page>
    );
  }
  return <Form template={`${JSON.stringify(exported.data.template, null, 2)}\n`} typed={typedOf(deployment.data)} />;
}

// The parameters of an earlier deployment as one types them; secrets are not known.
function typedOf({ properties: { parameters = {} } }: Deployment): Record<string, string> {
  const known = Object.entries(parameters).filter(([, { value }]) => value !== undefined);
  return Object.fromEntries(known.map(([name, { value }]) => [name, typeof value === "string" ? value : JSON.stringify(value)]));
}

interface Beginning {
  template: string;
  typed: Record<string, string>;
}

function Form(beginWith: Beginning) {
  const styles = useStyles();
  const tasks = useTasks();
  const [, navigate] = useLocation();
  const groups = useGroups().rows;
  const [group, setGroup] = useState(new URLSearchParams(useSearch()).get("group") ?? "");
  const [name, setName] = useState(() => newName("deployment"));
  const [mode, setMode] = useState<Mode>("Incremental");
  const [template, setTemplate] = useState(beginWith.template);
  const [typed, setTyped] = useState(beginWith.typed);
  const [changes, setChanges] = useState<Change[]>();
  const [failure, setFailure] = useState<unknown>();
  const [asking, setAsking] = useState(false);
  const rights = useRights(group);
  const { parameters, unreadable } = read(template);
  const values = parameters.map((parameter) => ({ parameter, ...readValue(parameter, typed[parameter.name] ?? "") }));
  const secrets = Object.fromEntries(values.filter(({ parameter, value }) => parameter.type === "securestring" && value).map(({ parameter, value }) => [variableOf(parameter.name), String(value)]));
  const wanted = { template, secrets, mode, parameters: Object.fromEntries(values.filter((one) => one.value !== undefined).map((one) => [one.parameter.name, { value: one.value }])) };
  const mayDeploy = rights.can(deploying);
  const ready = group !== "" && name !== "" && !unreadable && values.every((one) => !one.fault);
  const deed = { title: t.create.submitting(name), done: t.create.submitted(name), requests: [beginning(idOf(group, name), wanted)] };
  const whatIf = preview(idOf(group, name), wanted);
  const deploy = async () => {
    const begun = await tasks.start(deed);
    if (begun.ok) {
      navigate(resourceHref(idOf(group, name)).slice(base.length));
    } else {
      setFailure(begun.error);
    }
  };
  const ask = async () => {
    setAsking(true);
    setFailure(undefined);
    setChanges(undefined);
    try {
      setChanges(changesIn(await perform(whatIf)));
    } catch (error) {
      setFailure(error);
    }
    setAsking(false);
  };
  return (
    <Page title={t.deployments.title} icon={<CloudArrowUpRegular />}>
      <div className={styles.body}>
        <div>{t.deployments.intro}</div>
        <Choice label={t.common.resourceGroup} required value={group} values={groups.map((one) => ({ value: one.id, text: one.name }))} onChange={setGroup} />
        <Field label={t.deployments.name} required>
          <Input value={name} onChange={(_, data) => setName(data.value.trim())} />
        </Field>
        <Choice label={t.deployments.mode} value={mode} values={texted(["Incremental", "Complete"])} onChange={(value) => setMode(value as Mode)} hint={t.deployments.modeHint} />
        <Field label={t.deployments.template} required validationMessage={unreadable ? `${t.deployments.unreadable}: ${unreadable}` : undefined} validationState={unreadable ? "warning" : "none"}>
          <Textarea resize="vertical" rows={18} value={template} textarea={{ className: styles.template, spellCheck: false }} onChange={(_, data) => setTemplate(data.value)} />
        </Field>
        <Section title={t.deployments.parameters}>
          {parameters.length === 0 && <div>{t.deployments.noParameters}</div>}
          {values.map(({ parameter, fault }) => (
            <ParameterField key={parameter.name} parameter={parameter} fault={fault} text={typed[parameter.name] ?? ""} onText={(text) => setTyped((old) => ({ ...old, [parameter.name]: text }))} />
          ))}
        </Section>
        {failure !== undefined && <Problem error={failure} title={t.create.refused} />}
        {changes && <Changes changes={changes} />}
        <NotAllowed needs={deploying} allowed={mayDeploy} />
        <div className={styles.buttons}>
          <Button appearance="primary" disabled={!ready || !mayDeploy} onClick={() => void deploy()}>
            {t.deployments.deploy}
          </Button>
          <Button disabled={!ready || asking} onClick={() => void ask()}>
            {t.deployments.whatIf}
          </Button>
        </div>
        {ready && <ShowHere title={t.deployments.deploy} requests={deed.requests} />}
        {ready && <Stands title={t.deployments.deploy} requests={deed.requests} />}
        {ready && <Stands title={t.deployments.whatIf} requests={[whatIf]} />}
      </div>
    </Page>
  );
}

function read(template: string): { parameters: Parameter[]; unreadable?: string } {
  try {
    return { parameters: parametersOf(template) };
  } catch (error) {
    return { parameters: [], unreadable: (error as Error).message };
  }
}
