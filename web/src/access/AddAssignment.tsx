import { Field } from "@fluentui/react-components";
import { useState } from "react";

import { kindOf, type DirectoryObject } from "../azure/graph";
import { kindOfType } from "../azure/kinds";
import { assigning } from "../azure/permissions";
import { arm, type Deed } from "../azure/request";
import { useAllResources, useGroups } from "../azure/resources";
import { useSubscriptions } from "../azure/use";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { FormPanel } from "../ui/FormPanel";
import { PrincipalPicker, RolePicker } from "./pickers";
import { version } from "./roles";

interface Props {
  open: boolean;
  onClose: () => void;
  // Either is chosen in the panel where it is not given.
  scope?: string;
  principal?: { id: string; kind: string };
}

// Gives a principal a role at a scope.
export function AddAssignment(props: Props) {
  return props.open ? <Form {...props} /> : null;
}

function Form({ open, onClose, scope, principal }: Props) {
  const tasks = useTasks();
  const [name] = useState(() => crypto.randomUUID());
  const [chosenScope, setScope] = useState(scope ?? "");
  const [role, setRole] = useState({ guid: "", name: "" });
  const [chosen, setChosen] = useState<DirectoryObject>();
  const who = principal ?? (chosen && { id: chosen.id, kind: kindOf(chosen) });
  const deed: Deed | undefined =
    chosenScope && role.guid && who
      ? {
          title: t.access.adding(role.name),
          done: t.access.added(role.name),
          requests: [
            arm("PUT", `${chosenScope === "/" ? "" : chosenScope}/providers/Microsoft.Authorization/roleAssignments/${name}`, version, {
              body: { properties: { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role.guid}`, principalId: who.id, principalType: who.kind } },
            }),
          ],
        }
      : undefined;
  return (
    <FormPanel open={open} title={t.access.add} onClose={onClose} wide deed={deed} right={{ needs: assigning, scope: chosenScope }} button={t.access.addButton} onDo={() => deed && void tasks.start(deed)}>
      {!scope && <ScopeChoice value={chosenScope} onChange={setScope} />}
      {!principal && (
        <Field label={t.access.principal} required>
          <div>
            <PrincipalPicker value={chosen?.id ?? ""} onPick={setChosen} />
          </div>
        </Field>
      )}
      <Field label={t.access.role} required>
        <div>
          <RolePicker scope={chosenScope || "/"} value={role.guid} onPick={(guid, name) => setRole({ guid, name })} />
        </div>
      </Field>
    </FormPanel>
  );
}

// A subscription, a resource group or a resource.
export function ScopeChoice({ value, onChange }: { value: string; onChange: (scope: string) => void }) {
  const { data: subscriptions } = useSubscriptions();
  const groups = useGroups().rows;
  const resources = useAllResources().rows;
  const options = [
    ...(subscriptions ?? []).map((one) => ({ value: `/subscriptions/${one.subscriptionId}`, text: `${t.common.subscription}: ${one.displayName}` })),
    ...groups.map((one) => ({ value: one.id, text: `${t.common.resourceGroup}: ${one.name}` })),
    ...resources.map((one) => ({ value: one.id, text: `${kindOfType(one.type).one}: ${one.name}` })),
  ];
  return <Choice label={t.access.scope} required value={value} values={options} onChange={onChange} />;
}
