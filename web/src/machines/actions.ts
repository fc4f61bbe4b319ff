// What machines, scale sets and instances can be told.
import { nameOf } from "../azure/ids";
import { type Deed, onResource } from "../azure/request";
import { t } from "../texts";

// An action of a machine or a scale set; instances names some of a scale set's.
export function machineDeed(id: string, action: string, instances?: string[]): Deed {
  const name = nameOf(id);
  const what = instances ? t.machine.some(instances, name) : name;
  return {
    title: t.machine.title(t.machine.doing[action] ?? action, what),
    done: t.machine.ended(what, t.machine.done[action] ?? action, (instances?.length ?? 1) > 1),
    requests: [onResource("POST", `${id}/${action}`, instances ? { body: { instanceIds: instances } } : {})],
  };
}
