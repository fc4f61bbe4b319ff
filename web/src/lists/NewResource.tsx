import { Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { useLocation } from "wouter";

import { identityType, parseId } from "../azure/ids";
import { type Deed, onResource } from "../azure/request";
import { useGroups } from "../azure/resources";
import { useList, useSubscriptions } from "../azure/use";
import { resourceHref } from "../routes";
import { base } from "../settings";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { Choice, texted } from "../ui/Choice";
import { FormPanel } from "../ui/FormPanel";

// The locations of the first subscription.
export function useLocations(): string[] {
  const { data: subscriptions } = useSubscriptions();
  const first = subscriptions?.[0]?.subscriptionId;
  const { data } = useList<{ name: string }>(first ? `/subscriptions/${first}/locations` : "", "Microsoft.Resources/subscriptions");
  return (data ?? []).map((location) => location.name).sort();
}

// The deed that puts a small resource.
export function creation(id: string, body: unknown): Deed {
  const { name } = parseId(id);
  return { title: t.lists.creating(name), done: t.lists.created(name), requests: [onResource("PUT", id, { body })] };
}

// Creates a resource and goes to its page.
export function useCreate() {
  const tasks = useTasks();
  const [, navigate] = useLocation();
  return async (id: string, deed: Deed | undefined) => {
    if (deed && (await tasks.start(deed)).ok) {
      navigate(resourceHref(id).slice(base.length));
    }
  };
}

export function NewGroup({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { data: subscriptions } = useSubscriptions();
  const locations = useLocations();
  const create = useCreate();
  const [name, setName] = useState("");
  const [subscription, setSubscription] = useState("");
  const [location, setLocation] = useState("westus");
  const chosen = subscription || subscriptions?.[0]?.subscriptionId || "";
  const id = `/subscriptions/${chosen}/resourceGroups/${name}`;
  const deed = name && chosen ? creation(id, { location }) : undefined;
  return (
    <FormPanel title={t.lists.newGroup} open={open} onClose={onClose} deed={deed} right={{ needs: "Microsoft.Resources/subscriptions/resourceGroups/write", scope: open && chosen ? `/subscriptions/${chosen}` : "" }} button={t.common.create} onDo={() => void create(id, deed)}>
      <Choice label={t.common.subscription} required value={chosen} values={(subscriptions ?? []).map((s) => ({ value: s.subscriptionId, text: s.displayName }))} onChange={setSubscription} />
      <Field label={t.lists.groupName} required>
        <Input value={name} onChange={(_, data) => setName(data.value.trim())} />
      </Field>
      <Choice label={t.common.location} required value={location} values={texted(locations)} onChange={setLocation} />
    </FormPanel>
  );
}

export function NewIdentity({ open, onClose, group = "" }: { open: boolean; onClose: () => void; group?: string }) {
  const groups = useGroups().rows;
  const locations = useLocations();
  const create = useCreate();
  const [name, setName] = useState("");
  const [chosenGroup, setGroup] = useState(group);
  const [chosenLocation, setLocation] = useState("");
  const home = groups.find((one) => one.id === chosenGroup);
  const location = chosenLocation || home?.location || "";
  const id = `${chosenGroup}/providers/${identityType}/${name}`;
  const deed = name && chosenGroup && location ? creation(id, { location }) : undefined;
  return (
    <FormPanel title={t.lists.newIdentity} open={open} onClose={onClose} deed={deed} right={{ needs: `${identityType}/write`, scope: chosenGroup }} button={t.common.create} onDo={() => void create(id, deed)}>
      <Choice label={t.common.resourceGroup} required value={chosenGroup} values={groups.map((one) => ({ value: one.id, text: one.name }))} onChange={setGroup} />
      <Field label={t.lists.identityName} required>
        <Input value={name} onChange={(_, data) => setName(data.value.trim())} />
      </Field>
      <Choice label={t.common.location} required value={location} values={texted(locations)} onChange={setLocation} />
    </FormPanel>
  );
}
