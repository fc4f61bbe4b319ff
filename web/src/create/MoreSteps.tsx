import { Checkbox, makeStyles, tokens } from "@fluentui/react-components";

import { useOfType } from "../azure/resources";
import { IdentityChoice } from "../identity/AddIdentities";
import { TagRows } from "../resource/TagRows";
import { t } from "../texts";
import { Choice, texted } from "../ui/Choice";
import { Section } from "../ui/Page";
import type { StepProps } from "./Basics";

const useStyles = makeStyles({
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
  return <TagRows rows={form.tags} onChange={(tags) => change({ tags })} strict={faults.tags !== undefined} />;
}
