import { makeStyles, tokens } from "@fluentui/react-components";
import { ArrowDownloadRegular, BracesRegular } from "@fluentui/react-icons";

import { nameOf, parseId } from "../azure/ids";
import { save } from "../create/save";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { Code } from "../ui/Code";
import { CommandButton } from "../ui/CommandButton";
import { CopyButton } from "../ui/Copyable";
import { DataTable } from "../ui/DataTable";
import { Loaded, Page } from "../ui/Page";
import { useDeployment, useTemplate } from "./queries";

const useStyles = makeStyles({ line: { display: "flex", gap: tokens.spacingHorizontalM } });

export function Inputs({ id }: BladeProps) {
  return <Values id={id} of="parameters" title={t.deployments.inputs} empty={t.deployments.noParameters} />;
}

export function Outputs({ id }: BladeProps) {
  return <Values id={id} of="outputs" title={t.deployments.outputs} empty={t.deployments.noOutputs} />;
}

function Values({ id, of, title, empty }: BladeProps & { of: "parameters" | "outputs"; title: string; empty: string }) {
  const query = useDeployment(id);
  return (
    <Page title={nameOf(id)} subtitle={title} icon={<BracesRegular />}>
      <Loaded query={query}>
        {(deployment) => (
          <DataTable
            bare
            label={title}
            rows={Object.entries(deployment.properties[of] ?? {})}
            rowKey={([name]) => name}
            empty={empty}
            columns={[
              { key: "name", title: t.common.name, text: ([name]) => name },
              { key: "type", title: t.common.type, text: ([, value]) => value.type },
              { key: "value", title: t.create.tagValue, text: ([, value]) => (value.value === undefined ? t.deployments.secret : typeof value.value === "string" ? value.value : JSON.stringify(value.value)), grow: 2 },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}

// The template with which something was deployed.
export function TemplateOf({ id }: BladeProps) {
  const styles = useStyles();
  const { name } = parseId(id);
  const query = useTemplate(id);
  const text = query.data ? JSON.stringify(query.data.template, null, 2) : "";
  return (
    <Page
      title={name}
      subtitle={t.deployments.template}
      icon={<BracesRegular />}
      commands={
        <CommandButton icon={<ArrowDownloadRegular />} disabled={!text} onClick={() => save(`${name}.json`, text)}>
          {t.create.download}
        </CommandButton>
      }
    >
      <div className={styles.line}>
        <CopyButton value={text} what={t.deployments.template} />
      </div>
      <Loaded query={query}>{() => <Code text={text} label={t.deployments.template} />}</Loaded>
    </Page>
  );
}
