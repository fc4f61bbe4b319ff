import { Field, Input, SpinButton, Textarea } from "@fluentui/react-components";

import { useGroups } from "../azure/resources";
import { useList, useSubscriptions } from "../azure/use";
import { useLocations } from "../lists/NewResource";
import { t } from "../texts";
import { Choice, texted } from "../ui/Choice";
import { type Faults, type Form, images, type Kind, usesPassword } from "./form";

export interface StepProps {
  form: Form;
  change: (changed: Partial<Form>) => void;
  faults: Faults;
  kind: Kind;
}

export function Basics({ form, change, faults, kind }: StepProps) {
  const { data: subscriptions } = useSubscriptions();
  const groups = useGroups().rows.filter((one) => one.id.toLowerCase().startsWith(`/subscriptions/${form.subscription.toLowerCase()}/`));
  const locations = useLocations();
  const { data: sizes } = useList<{ name: string }>(form.subscription ? `/subscriptions/${form.subscription}/providers/Microsoft.Compute/locations/${form.location}/vmSizes` : "", "Microsoft.Compute/virtualMachines");
  return (
    <>
      <Choice label={t.common.subscription} required value={form.subscription} values={(subscriptions ?? []).map((s) => ({ value: s.subscriptionId, text: s.displayName }))} onChange={(subscription) => change({ subscription, group: "" })} />
      <Choice
        label={t.common.resourceGroup}
        required
        value={form.group}
        values={[{ value: "", text: t.create.newGroup }, ...groups.map((one) => ({ value: one.id, text: one.name }))]}
        onChange={(group) => change({ group, location: groups.find((one) => one.id === group)?.location ?? form.location, network: "", subnet: "" })}
      />
      {form.group === "" && (
        <Field label={t.create.groupName} required validationMessage={faults.newGroup}>
          <Input value={form.newGroup} onChange={(_, data) => change({ newGroup: data.value.trim() })} />
        </Field>
      )}
      <Field label={kind === "machine" ? t.create.machineName : t.create.setName} required validationMessage={faults.name}>
        <Input value={form.name} onChange={(_, data) => change({ name: data.value.trim() })} />
      </Field>
      <Choice label={t.common.location} required value={form.location} values={texted(locations)} onChange={(location) => change({ location })} />
      <Choice label={t.create.image} required value={form.image} values={Object.keys(images).map((value) => ({ value, text: t.create.images[value] ?? value }))} onChange={(image) => change({ image })} />
      <Choice label={t.create.size} required value={form.size} values={texted((sizes ?? []).map((size) => size.name))} onChange={(size) => change({ size })} />
      {kind === "scaleset" && <Capacity form={form} change={change} />}
      <Administrator form={form} change={change} faults={faults} />
    </>
  );
}

function Capacity({ form, change }: Pick<StepProps, "form" | "change">) {
  return (
    <>
      <Field label={t.create.instances} required>
        <SpinButton min={0} max={1000} value={form.instances} onChange={(_, data) => change({ instances: data.value ?? (Number(data.displayValue) || 0) })} />
      </Field>
      <Choice label={t.create.upgradeMode} value={form.upgradeMode} values={texted(["Automatic", "Manual"])} onChange={(mode) => change({ upgradeMode: mode as Form["upgradeMode"] })} hint={t.create.upgradeHint} />
    </>
  );
}

function Administrator({ form, change, faults }: Pick<StepProps, "form" | "change" | "faults">) {
  return (
    <>
      {!images[form.image]?.windows && (
        <Choice
          label={t.create.authentication}
          value={form.authentication}
          values={[{ value: "password", text: t.create.password }, { value: "ssh", text: t.create.sshKey }]}
          onChange={(value) => change({ authentication: value as Form["authentication"] })}
        />
      )}
      <Field label={t.create.username} required validationMessage={faults.username}>
        <Input value={form.username} autoComplete="off" onChange={(_, data) => change({ username: data.value.trim() })} />
      </Field>
      {usesPassword(form) ? (
        <>
          <Field label={t.create.password} required validationMessage={faults.password}>
            <Input type="password" autoComplete="new-password" value={form.password} onChange={(_, data) => change({ password: data.value })} />
          </Field>
          <Field label={t.create.confirm} required validationMessage={faults.confirm}>
            <Input type="password" autoComplete="new-password" value={form.confirm} onChange={(_, data) => change({ confirm: data.value })} />
          </Field>
        </>
      ) : (
        <Field label={t.create.sshKey} required validationMessage={faults.sshKey}>
          <Textarea value={form.sshKey} rows={4} onChange={(_, data) => change({ sshKey: data.value })} />
        </Field>
      )}
    </>
  );
}
