import { Field, Input } from "@fluentui/react-components";
import { useState } from "react";

import { useGroups } from "../azure/resources";
import { creation, useCreate } from "../lists/NewResource";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { FormPanel } from "../ui/FormPanel";
import { isRange } from "./ranges";

interface Props {
  kind: "virtualNetworks" | "networkSecurityGroups";
  onClose: () => void;
}

// Makes a virtual network with one subnet, or a network security group.
export function NewNetwork({ kind, onClose }: Props) {
  const groups = useGroups().rows;
  const create = useCreate();
  const [group, setGroup] = useState("");
  const [name, setName] = useState("");
  const [space, setSpace] = useState("10.0.0.0/16");
  const [subnet, setSubnet] = useState("10.0.0.0/24");
  const isNetwork = kind === "virtualNetworks";
  const location = groups.find((one) => one.id === group)?.location;
  const properties = isNetwork ? { addressSpace: { addressPrefixes: [space] }, subnets: [{ name: "default", properties: { addressPrefix: subnet } }] } : {};
  const id = `${group}/providers/Microsoft.Network/${kind}/${name}`;
  const deed = group && name && location && (!isNetwork || (isRange(space) && isRange(subnet))) ? creation(id, { location, properties }) : undefined;
  return (
    <FormPanel open title={t.network.create[kind]} onClose={onClose} deed={deed} right={{ needs: `Microsoft.Network/${kind}/write`, scope: group }} button={t.common.create} onDo={() => void create(id, deed)}>
      <Choice label={t.common.resourceGroup} required value={group} values={groups.map((one) => ({ value: one.id, text: one.name }))} onChange={setGroup} />
      <Field label={t.common.name} required>
        <Input value={name} onChange={(_, data) => setName(data.value.trim())} />
      </Field>
      {isNetwork && (
        <>
          <Field label={t.network.addressSpace} required validationMessage={isRange(space) ? undefined : t.network.badRange}>
            <Input value={space} onChange={(_, data) => setSpace(data.value.trim())} />
          </Field>
          <Field label={t.network.firstSubnet} required validationMessage={isRange(subnet) ? undefined : t.network.badRange}>
            <Input value={subnet} onChange={(_, data) => setSubnet(data.value.trim())} />
          </Field>
        </>
      )}
    </FormPanel>
  );
}
