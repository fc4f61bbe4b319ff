import { MessageBar, MessageBarBody, Spinner } from "@fluentui/react-components";

import { parseId } from "../azure/ids";
import { t } from "../texts";
import { Facts } from "../ui/Facts";
import { Section } from "../ui/Page";
import { Problem } from "../ui/Problem";
import type { StepProps } from "./Basics";
import type { Check } from "./CreatePage";
import { type Step, usesPassword } from "./form";

export function Review({ form, kind, faulty, check }: StepProps & { faulty: Step | undefined; check: Check }) {
  const users = form.users.map((id) => parseId(id).name).join(", ");
  const tags = form.tags.filter((tag) => tag.name).map((tag) => `${tag.name}: ${tag.value}`).join(", ");
  const group = form.group ? parseId(form.group).name : `${t.create.newText} ${form.newGroup}`;
  return (
    <>
      {faulty ? (
        <MessageBar intent="error">
          <MessageBarBody>{t.create.failedIn(t.create.steps[faulty])}</MessageBarBody>
        </MessageBar>
      ) : check.running ? (
        <Spinner size="small" label={t.create.validating} labelPosition="after" />
      ) : check.error ? (
        <Problem error={check.error} title={t.create.refused} />
      ) : (
        <MessageBar intent="success">
          <MessageBarBody>{t.create.passed}</MessageBarBody>
        </MessageBar>
      )}
      <Section title={t.create.steps.basics}>
        <Facts
          facts={[
            [t.common.resourceGroup, group],
            [kind === "machine" ? t.create.machineName : t.create.setName, form.name],
            [t.common.location, form.location],
            [t.create.image, t.create.images[form.image]],
            [t.create.size, form.size],
            ...(kind === "scaleset" ? ([[t.create.instances, String(form.instances)], [t.create.upgradeMode, form.upgradeMode]] as [string, string][]) : []),
            [t.create.username, form.username],
            [t.create.authentication, usesPassword(form) ? t.create.password : t.create.sshKey],
          ]}
        />
      </Section>
      <Section title={t.create.steps.networking}>
        <Facts facts={[[t.create.network, form.network ? parseId(form.network).name : t.create.newNetwork(form.name)], [t.create.subnet, form.network ? form.subnet : "default"]]} />
      </Section>
      <Section title={t.create.steps.management}>
        <Facts facts={[[t.identity.system, form.system ? t.identity.on : t.identity.off], [t.identity.user, users || t.common.none]]} />
      </Section>
      <Section title={t.create.steps.tags}>
        <Facts facts={[[t.common.tags, tags || t.common.none]]} />
      </Section>
    </>
  );
}
