import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Field, SpinButton } from "@fluentui/react-components";
import { useState } from "react";

import { ofId, write } from "../azure/arm";
import { parseId } from "../azure/ids";
import { useResource } from "../azure/use";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";

// Changes how many instances a scale set has.
export function ScaleDialog({ id, open, onClose }: { id: string; open: boolean; onClose: () => void }) {
  const { name } = parseId(id);
  const tasks = useTasks();
  const { data } = useResource(id);
  const present = data?.sku?.capacity ?? 0;
  const [chosen, setChosen] = useState<number>();
  const capacity = chosen ?? present;
  const save = () => {
    onClose();
    setChosen(undefined);
    void tasks.start({
      title: t.machine.scaling(name, capacity),
      done: t.machine.scaled(name, capacity),
      run: (onProgress) => write("PATCH", ofId(id), { body: { sku: { ...data?.sku, capacity } }, onProgress }),
    });
  };
  return (
    <Dialog open={open} onOpenChange={(_, change) => !change.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t.machine.scale}</DialogTitle>
          <DialogContent>
            <Field label={t.machine.scaleTo}>
              <SpinButton min={0} max={1000} value={capacity} onChange={(_, change) => setChosen(change.value ?? Number(change.displayValue ?? present))} />
            </Field>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabled={capacity === present || !Number.isInteger(capacity)} onClick={save}>
              {t.common.save}
            </Button>
            <Button onClick={onClose}>{t.common.cancel}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
