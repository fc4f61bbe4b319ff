import { Link, Toolbar } from "@fluentui/react-components";
import { DeleteRegular } from "@fluentui/react-icons";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";

import { principalWords, useAssignments } from "../access/roles";
import { AddAssignment } from "../access/AddAssignment";
import { AssignmentTable } from "../access/AssignmentTable";
import { type DirectoryObject, kindOf } from "../azure/graph";
import { administer, useMayAdminister } from "../azure/permissions";
import { graph } from "../azure/request";
import { useObject, useObjects } from "../azure/use";
import { href } from "../routes";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Confirm } from "../ui/Confirm";
import { Copyable } from "../ui/Copyable";
import { DataTable } from "../ui/DataTable";
import { Facts } from "../ui/Facts";
import { Loaded, Page, Section } from "../ui/Page";
import { Members } from "./Members";
import { type ObjectKind, words } from "./Objects";
import { Secrets } from "./Secrets";

const odata: Record<ObjectKind, string> = { users: "#microsoft.graph.user", groups: "#microsoft.graph.group", applications: "#microsoft.graph.application" };

// One user, group or application: what it is, what it is in, what it may do.
export default function ObjectPage({ kind, id }: { kind: ObjectKind; id: string }) {
  const tasks = useTasks();
  const [, navigate] = useLocation();
  const query = useObject(`/${kind}/${id}`);
  const mayAdminister = useMayAdminister();
  const [asking, setAsking] = useState(false);
  const name = query.data?.displayName ?? id;
  const deletion = { title: t.directory.deleting(name), done: t.directory.deleted(name), requests: [graph("DELETE", `/${kind}/${id}`)] };
  const remove = async () => {
    if ((await tasks.start(deletion)).ok) {
      navigate(`/directory/${kind}`);
    }
  };
  return (
    <Page
      title={name}
      subtitle={words[kind].one}
      icon={words[kind].icon}
      commands={
        <CommandButton icon={<DeleteRegular />} deed={deletion} onClick={() => setAsking(true)} needs={administer} allowed={mayAdminister}>
          {t.common.delete}
        </CommandButton>
      }
    >
      <Loaded query={query}>
        {(object) => (
          <>
            <Facts facts={factsOf(kind, object)} />
            {kind === "groups" && <Members id={id} />}
            {kind === "applications" ? <OfApplication application={object} /> : <OfPrincipal object={{ ...object, "@odata.type": odata[kind] }} kind={kind} />}
          </>
        )}
      </Loaded>
      <Confirm open={asking} deed={deletion} title={t.directory.deleteQuestion(name)} onYes={() => void remove()} onClose={() => setAsking(false)}>
        {t.directory.deleteText(name)}
      </Confirm>
    </Page>
  );
}

function factsOf(kind: ObjectKind, object: DirectoryObject): [string, ReactNode][] {
  const id: [string, ReactNode] = [t.directory.objectId, <Copyable key="id" value={object.id} what={t.directory.objectId} mono />];
  switch (kind) {
    case "users":
      return [id, [t.directory.upn, object.userPrincipalName], [t.directory.enabled, object.accountEnabled === false ? t.directory.no : t.directory.yes]];
    case "groups":
      return [id, [t.access.description, String(object.description ?? "")]];
    case "applications":
      return [id, [t.directory.appId, <Copyable key="app" value={object.appId ?? ""} what={t.directory.appId} mono />]];
  }
}

// An application acts through its service principal, which has the roles.
function OfApplication({ application }: { application: DirectoryObject }) {
  const principals = useObjects(`/servicePrincipals?$filter=${encodeURIComponent(`appId eq '${application.appId}'`)}`);
  const principal = principals.data?.[0];
  return (
    <>
      <Secrets application={application} />
      {principal && <Roles id={principal.id} kind="ServicePrincipal" />}
    </>
  );
}

function OfPrincipal({ object, kind }: { object: DirectoryObject; kind: ObjectKind }) {
  const query = useObjects(`/${kind}/${object.id}/memberOf`);
  return (
    <>
      <Section title={t.directory.memberOf}>
        <Loaded query={query}>
          {(groups) => (
            <DataTable
              bare
              label={t.directory.memberOf}
              rows={groups}
              rest={query.rest}
              rowKey={(row) => row.id}
              empty={t.directory.noMemberships}
              columns={[
                { key: "name", title: t.directory.displayName, text: (row) => row.displayName ?? "", render: (row) => <Link href={href(`/directory/groups/${row.id}`)}>{row.displayName}</Link> },
                { key: "kind", title: t.common.type, text: (row) => principalWords(row) },
              ]}
            />
          )}
        </Loaded>
      </Section>
      <Roles id={object.id} kind={kindOf(object)} />
    </>
  );
}

function Roles({ id, kind }: { id: string; kind: string }) {
  const query = useAssignments("/", `assignedTo('${id}')`);
  const [adding, setAdding] = useState(false);
  return (
    <Section title={t.directory.roles}>
      <AssignmentTable
        assignments={query.error ? [] : query.data}
        ofOne
        onAdd={() => setAdding(true)}
        onRefresh={() => void query.refetch()}
        toolbar={(commands) => <Toolbar aria-label={t.directory.roles}>{commands}</Toolbar>}
      />
      <AddAssignment open={adding} onClose={() => setAdding(false)} principal={{ id, kind }} />
    </Section>
  );
}
