import { Field, Input, SpinButton } from "@fluentui/react-components";
import { useState } from "react";

import { type Deed, onResource } from "../azure/request";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { Choice, texted } from "../ui/Choice";
import { FormPanel } from "../ui/FormPanel";

export interface Rule {
  id: string;
  name: string;
  properties: {
    priority: number;
    direction: string;
    access: string;
    protocol: string;
    sourceAddressPrefix?: string;
    sourceAddressPrefixes?: string[];
    sourcePortRange?: string;
    destinationAddressPrefix?: string;
    destinationAddressPrefixes?: string[];
    destinationPortRange?: string;
    destinationPortRanges?: string[];
  };
}

// Azure's range of priorities begins here.
const first = 100;

// Adds a rule to a network security group.
export function AddRule({ id, taken, onClose }: { id: string; taken: Rule[]; onClose: () => void }) {
  const tasks = useTasks();
  const [name, setName] = useState("");
  const [rule, setRule] = useState<Rule["properties"]>(() => ({
    priority: Math.max(first - 10, ...taken.map((one) => one.properties.priority)) + 10,
    direction: "Inbound", access: "Allow", protocol: "Tcp", sourceAddressPrefix: "*", sourcePortRange: "*", destinationAddressPrefix: "*", destinationPortRange: "443",
  }));
  const change = (changed: Partial<Rule["properties"]>) => setRule((old) => ({ ...old, ...changed }));
  const deed: Deed | undefined =
    name && rule.sourceAddressPrefix && rule.destinationAddressPrefix && rule.destinationPortRange
      ? { title: t.lists.creating(name), done: t.lists.created(name), requests: [onResource("PUT", `${id}/securityRules/${name}`, { body: { properties: rule } })] }
      : undefined;
  return (
    <FormPanel open title={t.network.addRule} onClose={onClose} deed={deed} button={t.common.add} onDo={() => deed && void tasks.start(deed)}>
      <Field label={t.common.name} required>
        <Input value={name} onChange={(_, data) => setName(data.value.trim())} />
      </Field>
      <Field label={t.network.priority} required>
        <SpinButton min={first} max={4096} value={rule.priority} onChange={(_, data) => change({ priority: data.value ?? (Number(data.displayValue) || first) })} />
      </Field>
      <Choice label={t.network.direction} required value={rule.direction} values={texted(["Inbound", "Outbound"])} onChange={(direction) => change({ direction })} />
      <Choice label={t.network.access} required value={rule.access} values={texted(["Allow", "Deny"])} onChange={(access) => change({ access })} />
      <Choice label={t.network.protocol} required value={rule.protocol} values={[{ value: "*", text: t.network.any }, ...texted(["Tcp", "Udp", "Icmp"])]} onChange={(protocol) => change({ protocol })} />
      <Field label={t.network.source} required>
        <Input value={rule.sourceAddressPrefix ?? ""} onChange={(_, data) => change({ sourceAddressPrefix: data.value.trim() })} />
      </Field>
      <Field label={t.network.destination} required>
        <Input value={rule.destinationAddressPrefix ?? ""} onChange={(_, data) => change({ destinationAddressPrefix: data.value.trim() })} />
      </Field>
      <Field label={t.network.ports} required>
        <Input value={rule.destinationPortRange ?? ""} onChange={(_, data) => change({ destinationPortRange: data.value.trim() })} />
      </Field>
    </FormPanel>
  );
}
