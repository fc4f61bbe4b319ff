import { ArrowRepeatAllRegular, PlayRegular, PowerRegular } from "@fluentui/react-icons";
import type { ReactElement } from "react";

import { parseId } from "../azure/ids";
import { useRights } from "../azure/permissions";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { machineDeed } from "./actions";

const machines = new Set(["microsoft.compute/virtualmachines", "microsoft.compute/virtualmachinescalesets", "microsoft.compute/virtualmachinescalesets/virtualmachines"]);

const actions: { name: string; title: string; icon: ReactElement }[] = [
  { name: "start", title: t.machine.start, icon: <PlayRegular /> },
  { name: "restart", title: t.machine.restart, icon: <ArrowRepeatAllRegular /> },
  { name: "deallocate", title: t.machine.stop, icon: <PowerRegular /> },
];

// The buttons that turn a machine, or all instances of a scale set, on and off.
export function MachineCommands({ id }: { id: string }) {
  const { type } = parseId(id);
  const rights = useRights(id);
  if (!machines.has(type.toLowerCase())) {
    return null;
  }
  return actions.map((action) => {
    const needs = `${type}/${action.name}/action`;
    return (
      <CommandButton key={action.name} icon={action.icon} deed={machineDeed(id, action.name)} needs={needs} allowed={rights.can(needs)}>
        {action.title}
      </CommandButton>
    );
  });
}
