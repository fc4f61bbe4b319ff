import { Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { useLocation } from "wouter";

import { groupIdOf, parentOf, parseId, sameId } from "../azure/ids";
import { type Deed, onResource } from "../azure/request";
import { resourceHref } from "../routes";
import { base } from "../settings";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { Confirm } from "../ui/Confirm";

export function deletion(id: string): Deed {
  const { name } = parseId(id);
  return { title: t.resource.deleting(name), done: t.resource.deleted(name), requests: [onResource("DELETE", id)] };
}

// Deletes a resource, once its name was typed.
export function DeleteResource({ id, open, onClose }: { id: string; open: boolean; onClose: () => void }) {
  const { name, type } = parseId(id);
  const tasks = useTasks();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const run = async () => {
    if ((await tasks.start(deletion(id))).ok) {
      const above = type.split("/").length > 2 ? parentOf(id) : groupIdOf(id);
      navigate(sameId(above, id) ? "/groups" : resourceHref(above).slice(base.length));
    }
  };
  return (
    <Confirm open={open} title={t.resource.deleteQuestion(name)} deed={deletion(id)} yes={t.common.delete} no={t.common.cancel} unready={typed !== name} onYes={() => void run()} onClose={onClose}>
      <p>{t.resource.deleteText(name)}</p>
      <Field label={t.resource.deleteConfirm}>
        <Input value={typed} onChange={(_, data) => setTyped(data.value)} />
      </Field>
    </Confirm>
  );
}
