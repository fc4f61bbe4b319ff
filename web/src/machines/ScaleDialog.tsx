import { Field, SpinButton } from "@fluentui/react-components";
import { useState } from "react";

import { parseId } from "../azure/ids";
import { onResource } from "../azure/request";
import { useResource } from "../azure/use";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { Confirm } from "../ui/Confirm";

// Changes how many instances a scale set has.
export function ScaleDialog({ id, open, onClose }: { id: string; open: boolean; onClose: () => void }) {
  const { name } = parseId(id);
  const tasks = useTasks();
  const { data } = useResource(id);
  const present = data?.sku?.capacity ?? 0;
  const [chosen, setChosen] = useState<number>();
  const capacity = chosen ?? present;
  const deed = { title: t.machine.scaling(name, capacity), done: t.machine.scaled(name, capacity), requests: [onResource("PATCH", id, { body: { sku: { ...data?.sku, capacity } } })] };
  const save = () => {
    setChosen(undefined);
    void tasks.start(deed);
  };
  return (
    <Confirm open={open} title={t.machine.scale} deed={deed} yes={t.common.save} no={t.common.cancel} unready={capacity === present || !Number.isInteger(capacity)} onYes={save} onClose={onClose}>
      <Field label={t.machine.scaleTo}>
        <SpinButton min={0} max={1000} value={capacity} onChange={(_, change) => setChosen(change.value ?? Number(change.displayValue ?? present))} />
      </Field>
    </Confirm>
  );
}
