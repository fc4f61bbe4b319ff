import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle, Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { useLocation } from "wouter";

import { ofId, write } from "../azure/arm";
import { groupIdOf, parseId } from "../azure/ids";
import { resourceHref } from "../routes";
import { base } from "../settings";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";

// Deletes a resource, once its name was typed.
export function DeleteResource({ id, open, onClose }: { id: string; open: boolean; onClose: () => void }) {
  const { name } = parseId(id);
  const tasks = useTasks();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const run = async () => {
    onClose();
    const gone = await tasks.start({ title: t.resource.deleting(name), done: t.resource.deleted(name), run: (onProgress) => write("DELETE", ofId(id), { onProgress }) });
    if (gone.ok) {
      const group = groupIdOf(id);
      navigate(group.toLowerCase() === id.toLowerCase() ? "/groups" : resourceHref(group).slice(base.length));
    }
  };
  return (
    <Dialog open={open} modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t.resource.deleteQuestion(name)}</DialogTitle>
          <DialogContent>
            <p>{t.resource.deleteText(name)}</p>
            <Field label={t.resource.deleteConfirm}>
              <Input value={typed} onChange={(_, data) => setTyped(data.value)} />
            </Field>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabled={typed !== name} onClick={() => void run()}>
              {t.common.delete}
            </Button>
            <Button onClick={onClose}>{t.common.cancel}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
