import { Button, Checkbox, Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { AddRegular, DeleteRegular } from "@fluentui/react-icons";

import { useOfType } from "../azure/resources";
import { IdentityChoice } from "../identity/AddIdentities";
import { t } from "../texts";
import { Choice, texted } from "../ui/Choice";
import { Section } from "../ui/Page";
import type { StepProps } from "./Basics";

const useStyles = makeStyles({
  row: { display: "grid", gridTemplateColumns: "1fr 1fr auto", gap: tokens.spacingHorizontalM, alignItems: "end" },
  hint: { color: tokens.colorNeutralForeground2, margin: 0 },
});

export function Networking({ form, change, faults }: StepProps) {
  const networks = useOfType("Microsoft.Network/virtualNetworks").rows.filter((one) => one.location === form.location);
  const chosen = networks.find((one) => one.id === form.network);
  const subnets: string[] = (chosen?.properties?.subnets ?? []).map((subnet: { name: string }) => subnet.name);
  return (
    <>
      <div>{t.create.networkText}</div>
      <Choice
        label={t.create.network}
        required
        value={form.network}
        values={[{ value: "", text: t.create.newNetwork(form.name) }, ...networks.map((one) => ({ value: one.id, text: one.name }))]}
        onChange={(network) => {
          const first = networks.find((one) => one.id === network)?.properties?.subnets?.[0]?.name;
          change({ network, subnet: first ?? "" });
        }}
      />
      {form.network !== "" && <Choice label={t.create.subnet} required value={form.subnet} values={texted(subnets)} onChange={(subnet) => change({ subnet })} hint={faults.subnet} />}
    </>
  );
}

export function Management({ form, change }: StepProps) {
  const styles = useStyles();
  return (
    <>
      <div>
        <Checkbox label={t.create.system} checked={form.system} onChange={(_, data) => change({ system: data.checked === true })} />
        <p className={styles.hint}>{t.create.systemHint}</p>
      </div>
      <Section title={t.create.users}>
        <p className={styles.hint}>{t.create.usersHint}</p>
        <IdentityChoice present={[]} selected={new Set(form.users)} onSelect={(users) => change({ users: [...users] })} />
      </Section>
    </>
  );
}

export function Tags({ form, change, faults }: StepProps) {
  const styles = useStyles();
  const tags = form.tags;
  const set = (i: number, changed: Partial<{ name: string; value: string }>) => change({ tags: tags.map((tag, n) => (n === i ? { ...tag, ...changed } : tag)) });
  return (
    <>
      {tags.map((tag, i) => (
        <div className={styles.row} key={i}>
          <Field label={t.create.tagName} validationMessage={faults.tags && tag.name === "" ? t.create.required : undefined}>
            <Input value={tag.name} onChange={(_, data) => set(i, { name: data.value })} />
          </Field>
          <Field label={t.create.tagValue}>
            <Input value={tag.value} onChange={(_, data) => set(i, { value: data.value })} />
          </Field>
          <Button icon={<DeleteRegular />} aria-label={t.create.removeTag(i + 1)} onClick={() => change({ tags: tags.filter((_, n) => n !== i) })} />
        </div>
      ))}
      <div>
        <Button icon={<AddRegular />} onClick={() => change({ tags: [...tags, { name: "", value: "" }] })}>
          {t.create.addTag}
        </Button>
      </div>
    </>
  );
}
