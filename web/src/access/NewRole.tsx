import { Field, Input, Textarea } from "@fluentui/react-components";
import { useState } from "react";

import { arm, type Deed } from "../azure/request";
import { useSubscriptions } from "../azure/use";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { FormPanel } from "../ui/FormPanel";
import { version } from "./roles";

const lines = (text: string) => text.split("\n").map((line) => line.trim()).filter(Boolean);

// Makes a custom role that may be assigned at a scope and beneath it. Custom
// roles cannot be assignable at the root: there it is every subscription.
export function NewRole({ scope, onClose }: { scope: string; onClose: () => void }) {
  const tasks = useTasks();
  const { data: subscriptions } = useSubscriptions();
  const [guid] = useState(() => crypto.randomUUID());
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [actions, setActions] = useState("");
  const [notActions, setNotActions] = useState("");
  const assignableScopes = scope === "/" ? (subscriptions ?? []).map((one) => `/subscriptions/${one.subscriptionId}`) : [scope];
  const deed: Deed | undefined =
    name.trim() && lines(actions).length > 0
      ? {
          title: t.access.creatingRole(name.trim()),
          done: t.access.createdRole(name.trim()),
          requests: [
            arm("PUT", `${assignableScopes[0] ?? ""}/providers/Microsoft.Authorization/roleDefinitions/${guid}`, version, {
              body: { properties: { roleName: name.trim(), description, type: "CustomRole", assignableScopes, permissions: [{ actions: lines(actions), notActions: lines(notActions) }] } },
            }),
          ],
        }
      : undefined;
  return (
    <FormPanel open title={t.access.newRole} onClose={onClose} wide deed={deed} button={t.common.create} onDo={() => deed && void tasks.start(deed)}>
      <Field label={t.access.roleName} required>
        <Input value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
      <Field label={t.access.description}>
        <Input value={description} onChange={(_, data) => setDescription(data.value)} />
      </Field>
      <Field label={t.access.actions} required hint={t.access.actionsHint}>
        <Textarea rows={5} value={actions} onChange={(_, data) => setActions(data.value)} />
      </Field>
      <Field label={t.access.notActions} hint={t.access.notActionsHint}>
        <Textarea rows={3} value={notActions} onChange={(_, data) => setNotActions(data.value)} />
      </Field>
    </FormPanel>
  );
}
