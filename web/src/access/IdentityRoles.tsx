import { MessageBar, MessageBarBody, Toolbar } from "@fluentui/react-components";
import { ShieldPersonRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useSearch } from "wouter";

import { nameOf, parseId } from "../azure/ids";
import { type Resource, useResource } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { Loaded, Page } from "../ui/Page";
import { Problem } from "../ui/Problem";
import { AddAssignment } from "./AddAssignment";
import { AssignmentTable } from "./AssignmentTable";
import { useAssignments } from "./roles";

// "Azure role assignments" of an identity: those of the machine's own, of a
// user-assigned one that it has, or of a managed identity's own page.
export default function IdentityRoles({ id }: BladeProps) {
  const query = useResource(id);
  return (
    <Page title={nameOf(id)} subtitle={t.access.roles} icon={<ShieldPersonRegular />}>
      <Loaded query={query}>{(resource) => <OfResource resource={resource} />}</Loaded>
    </Page>
  );
}

function OfResource({ resource }: { resource: Resource }) {
  const asked = new URLSearchParams(useSearch()).get("principal") ?? "";
  const principals = principalsOf(resource);
  const [chosen, setChosen] = useState(asked);
  const principal = principals.find((one) => one.value === chosen)?.value ?? principals[0]?.value;
  if (!principal) {
    return (
      <MessageBar>
        <MessageBarBody>{t.access.noIdentity}</MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <>
      <div>{t.access.rolesOf}</div>
      {principals.length > 1 && <Choice label={t.access.identity} value={principal} values={principals} onChange={setChosen} />}
      <OfPrincipal key={principal} principal={principal} />
    </>
  );
}

function principalsOf(resource: Resource): { value: string; text: string }[] {
  const all = [];
  if (resource.identity?.principalId) {
    all.push({ value: resource.identity.principalId, text: t.identity.system });
  }
  for (const [id, user] of Object.entries(resource.identity?.userAssignedIdentities ?? {})) {
    if (user.principalId) {
      all.push({ value: user.principalId, text: `${t.identity.user}: ${parseId(id).name}` });
    }
  }
  if (resource.properties?.principalId) {
    all.push({ value: String(resource.properties.principalId), text: resource.name });
  }
  return all;
}

function OfPrincipal({ principal }: { principal: string }) {
  const query = useAssignments("/", `assignedTo('${principal}')`);
  const [adding, setAdding] = useState(false);
  return (
    <>
      {query.error && <Problem error={query.error} onRetry={() => void query.refetch()} />}
      <AssignmentTable
        assignments={query.data}
        ofOne
        onAdd={() => setAdding(true)}
        onRefresh={() => void query.refetch()}
        toolbar={(commands) => <Toolbar aria-label={t.access.roles}>{commands}</Toolbar>}
      />
      <AddAssignment open={adding} onClose={() => setAdding(false)} principal={{ id: principal, kind: "ServicePrincipal" }} />
    </>
  );
}
