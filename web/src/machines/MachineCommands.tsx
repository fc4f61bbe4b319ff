import { ArrowRepeatAllRegular, PlayRegular, PowerRegular } from "@fluentui/react-icons";
import type { ReactElement } from "react";

import { at, write } from "../azure/arm";
import { parseId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";

const machines = new Set(["microsoft.compute/virtualmachines", "microsoft.compute/virtualmachinescalesets", "microsoft.compute/virtualmachinescalesets/virtualmachines"]);

const actions: { name: string; title: string; icon: ReactElement }[] = [
  { name: "start", title: t.machine.start, icon: <PlayRegular /> },
  { name: "restart", title: t.machine.restart, icon: <ArrowRepeatAllRegular /> },
  { name: "deallocate", title: t.machine.stop, icon: <PowerRegular /> },
];

// Runs an action of a machine or a scale set as a task.
export function useMachineAction() {
  const tasks = useTasks();
  return (id: string, action: string, body?: unknown) => {
    const { name } = parseId(id);
    return tasks.start({
      title: t.machine.title(t.machine.doing[action] ?? action, name),
      done: t.machine.ended(name, t.machine.done[action] ?? action),
      run: (onProgress) => write("POST", at(`${id}/${action}`, "2024-07-01"), { body, onProgress }),
    });
  };
}

// The buttons that turn a machine, or all instances of a scale set, on and off.
export function MachineCommands({ id }: { id: string }) {
  const { type } = parseId(id);
  const rights = useRights(id);
  const run = useMachineAction();
  if (!machines.has(type.toLowerCase())) {
    return null;
  }
  return actions.map((action) => {
    const needs = `${type}/${action.name}/action`;
    return (
      <CommandButton key={action.name} icon={action.icon} onClick={() => void run(id, action.name)} needs={needs} allowed={rights.can(needs)}>
        {action.title}
      </CommandButton>
    );
  });
}
