import { Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { useLocation } from "wouter";

import type { DirectoryObject } from "../azure/graph";
import { type Deed, graph, type Request } from "../azure/request";
import { settings } from "../settings";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { FormPanel } from "../ui/FormPanel";
import { type ObjectKind, words } from "./Objects";

// Makes a user, a group or an application.
export function NewObject({ kind, open, onClose }: { kind: ObjectKind; open: boolean; onClose: () => void }) {
  const tasks = useTasks();
  const [, navigate] = useLocation();
  const [name, setName] = useState("");
  const [nickname, setNickname] = useState("");
  const nick = nickname || name.toLowerCase().replace(/[^a-z0-9.-]/g, "");
  // People sign in with one-time codes: what a user's password is matters to nobody.
  const [password] = useState(() => `${crypto.randomUUID()}aA1!`);
  const request: Request = { ...graph("POST", `/${kind}`, bodyOf(kind, name, nick, password)), ...(kind === "users" ? { secrets: { PASSWORD: password } } : {}) };
  const deed: Deed | undefined = name === "" || (kind !== "applications" && nick === "") ? undefined : { title: t.directory.creating(name), done: t.directory.created(name), requests: [request] };
  const create = async () => {
    const made = deed && (await tasks.start<DirectoryObject>(deed));
    if (made?.ok) {
      if (kind === "applications") {
        await tasks.start(principal(name, made.value.appId ?? ""));
      }
      navigate(`/directory/${kind}/${made.value.id}`);
    }
  };
  return (
    <FormPanel open={open} title={words[kind].create} onClose={onClose} deed={deed} then={kind === "applications" ? [{ ...(principal(name, unknownApp).requests[0] as Request), secrets: { APP_ID: unknownApp } }] : []} button={t.common.create} onDo={() => void create()}>
      <Field label={t.directory.displayName} required>
        <Input value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
      {kind !== "applications" && (
        <Field label={kind === "users" ? t.directory.upn : t.directory.nickname} required>
          <Input value={nick} onChange={(_, data) => setNickname(data.value.trim())} contentAfter={kind === "users" ? `@${settings.domain}` : undefined} />
        </Field>
      )}
    </FormPanel>
  );
}

// An application signs in as its service principal, which is made after it.
function principal(name: string, appId: string): Deed {
  return { title: t.directory.creatingPrincipal(name), done: t.directory.createdPrincipal(name), requests: [graph("POST", "/servicePrincipals", { appId })] };
}

// Stands for an id that is not known before the application is there.
const unknownApp = "00000000-0000-0000-0000-000000000000";

function bodyOf(kind: ObjectKind, displayName: string, nick: string, password: string): Record<string, unknown> {
  switch (kind) {
    case "users":
      return { accountEnabled: true, displayName, mailNickname: nick, userPrincipalName: `${nick}@${settings.domain}`, passwordProfile: { password, forceChangePasswordNextSignIn: false } };
    case "groups":
      return { displayName, mailNickname: nick, mailEnabled: false, securityEnabled: true };
    case "applications":
      return { displayName };
  }
}
