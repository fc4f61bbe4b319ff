import { Button, Field, Input } from "@fluentui/react-components";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";

import { at, write } from "../azure/arm";
import { useGroups } from "../azure/resources";
import { useList, useSubscriptions } from "../azure/use";
import { resourceHref } from "../routes";
import { base } from "../settings";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { Choice, texted } from "../ui/Choice";
import { Panel } from "../ui/Panel";

// The locations of the first subscription.
export function useLocations(): string[] {
  const { data: subscriptions } = useSubscriptions();
  const first = subscriptions?.[0]?.subscriptionId;
  const { data } = useList<{ name: string }>(first ? `/subscriptions/${first}/locations` : "", "Microsoft.Resources/subscriptions");
  return (data ?? []).map((location) => location.name).sort();
}

interface FormProps {
  title: string;
  open: boolean;
  onClose: () => void;
  ready: boolean;
  onCreate: () => void;
  children: ReactNode;
}

function CreatePanel({ title, open, onClose, ready, onCreate, children }: FormProps) {
  return (
    <Panel
      open={open}
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabled={!ready} onClick={onCreate}>
            {t.common.create}
          </Button>
          <Button onClick={onClose}>{t.common.cancel}</Button>
        </>
      }
    >
      {children}
    </Panel>
  );
}

// Puts a small resource and goes to its page.
function useCreate(onClose: () => void) {
  const tasks = useTasks();
  const [, navigate] = useLocation();
  return async (id: string, name: string, version: string, body: unknown) => {
    onClose();
    const made = await tasks.start({
      title: t.lists.creating(name),
      done: t.lists.created(name),
      run: (onProgress) => write("PUT", at(id, version), { body, onProgress }),
    });
    if (made.ok) {
      navigate(resourceHref(id).slice(base.length));
    }
  };
}

export function NewGroup({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { data: subscriptions } = useSubscriptions();
  const locations = useLocations();
  const create = useCreate(onClose);
  const [name, setName] = useState("");
  const [subscription, setSubscription] = useState("");
  const [location, setLocation] = useState("westus");
  const chosen = subscription || subscriptions?.[0]?.subscriptionId || "";
  return (
    <CreatePanel
      title={t.lists.newGroup}
      open={open}
      onClose={onClose}
      ready={name !== "" && chosen !== ""}
      onCreate={() => void create(`/subscriptions/${chosen}/resourceGroups/${name}`, name, "2022-09-01", { location })}
    >
      <Choice label={t.common.subscription} required value={chosen} values={(subscriptions ?? []).map((s) => ({ value: s.subscriptionId, text: s.displayName }))} onChange={setSubscription} />
      <Field label={t.lists.groupName} required>
        <Input value={name} onChange={(_, data) => setName(data.value.trim())} />
      </Field>
      <Choice label={t.common.location} required value={location} values={texted(locations)} onChange={setLocation} />
    </CreatePanel>
  );
}

export function NewIdentity({ open, onClose, group = "" }: { open: boolean; onClose: () => void; group?: string }) {
  const groups = useGroups().rows;
  const locations = useLocations();
  const create = useCreate(onClose);
  const [name, setName] = useState("");
  const [chosenGroup, setGroup] = useState(group);
  const [chosenLocation, setLocation] = useState("");
  const home = groups.find((one) => one.id === chosenGroup);
  const location = chosenLocation || home?.location || "";
  return (
    <CreatePanel
      title={t.lists.newIdentity}
      open={open}
      onClose={onClose}
      ready={name !== "" && chosenGroup !== "" && location !== ""}
      onCreate={() => void create(`${chosenGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`, name, "2023-01-31", { location })}
    >
      <Choice label={t.common.resourceGroup} required value={chosenGroup} values={groups.map((one) => ({ value: one.id, text: one.name }))} onChange={setGroup} />
      <Field label={t.lists.identityName} required>
        <Input value={name} onChange={(_, data) => setName(data.value.trim())} />
      </Field>
      <Choice label={t.common.location} required value={location} values={texted(locations)} onChange={setLocation} />
    </CreatePanel>
  );
}
