import { Button, Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { useLocation } from "wouter";

import { type DirectoryObject, graphWrite } from "../azure/graph";
import { settings } from "../settings";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { Panel } from "../ui/Panel";
import { type ObjectKind, words } from "./Objects";

// Makes a user, a group or an application.
export function NewObject({ kind, open, onClose }: { kind: ObjectKind; open: boolean; onClose: () => void }) {
  const tasks = useTasks();
  const [, navigate] = useLocation();
  const [name, setName] = useState("");
  const [nickname, setNickname] = useState("");
  const nick = nickname || name.toLowerCase().replace(/[^a-z0-9.-]/g, "");
  const create = async () => {
    onClose();
    const made = await tasks.start({
      title: t.directory.creating(name),
      done: t.directory.created(name),
      run: () => graphWrite<DirectoryObject>("POST", `/${kind}`, bodyOf(kind, name, nick)),
    });
    if (made.ok) {
      navigate(`/directory/${kind}/${made.value.id}`);
    }
  };
  return (
    <Panel
      open={open}
      title={words[kind].create}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabled={name === "" || (kind !== "applications" && nick === "")} onClick={() => void create()}>
            {t.common.create}
          </Button>
          <Button onClick={onClose}>{t.common.cancel}</Button>
        </>
      }
    >
      <Field label={t.directory.displayName} required>
        <Input value={name} onChange={(_, data) => setName(data.value)} />
      </Field>
      {kind !== "applications" && (
        <Field label={kind === "users" ? t.directory.upn : t.directory.nickname} required>
          <Input value={nick} onChange={(_, data) => setNickname(data.value.trim())} contentAfter={kind === "users" ? `@${settings.domain}` : undefined} />
        </Field>
      )}
    </Panel>
  );
}

// People sign in with one-time codes: what a user's password is matters to nobody.
function bodyOf(kind: ObjectKind, displayName: string, nick: string): Record<string, unknown> {
  switch (kind) {
    case "users":
      return { accountEnabled: true, displayName, mailNickname: nick, userPrincipalName: `${nick}@${settings.domain}`, passwordProfile: { password: `${crypto.randomUUID()}aA1!`, forceChangePasswordNextSignIn: false } };
    case "groups":
      return { displayName, mailNickname: nick, mailEnabled: false, securityEnabled: true };
    case "applications":
      return { displayName };
  }
}
