import { Link } from "@fluentui/react-components";
import { AddRegular, AppsRegular, ArrowClockwiseRegular, PeopleTeamRegular, PersonRegular } from "@fluentui/react-icons";
import { type ReactElement, useState } from "react";

import type { DirectoryObject } from "../azure/graph";
import { administer, useMayAdminister } from "../azure/permissions";
import { useObjects } from "../azure/use";
import { href } from "../routes";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { type Column, DataTable } from "../ui/DataTable";
import { Loaded, Page } from "../ui/Page";
import { NewObject } from "./NewObject";

export type ObjectKind = "users" | "groups" | "applications";

interface Words {
  one: string;
  title: string;
  create: string;
  empty: string;
  icon: ReactElement;
}

export const words: Record<ObjectKind, Words> = {
  users: { one: t.directory.user, title: t.pages.users, create: t.directory.newUser, empty: t.directory.noUsers, icon: <PersonRegular /> },
  groups: { one: t.directory.group, title: t.pages.groups, create: t.directory.newGroup, empty: t.directory.noGroups, icon: <PeopleTeamRegular /> },
  applications: { one: t.directory.application, title: t.pages.applications, create: t.directory.newApplication, empty: t.directory.noApplications, icon: <AppsRegular /> },
};

const objectId: Column<DirectoryObject> = { key: "id", title: t.directory.objectId, text: (row) => row.id };

const columns: Record<ObjectKind, Column<DirectoryObject>[]> = {
  users: [{ key: "upn", title: t.directory.upn, text: (row) => row.userPrincipalName ?? "" }, objectId],
  groups: [objectId],
  applications: [{ key: "app", title: t.directory.appId, text: (row) => row.appId ?? "" }, objectId],
};

// The directory's users, groups or applications.
export default function Objects({ kind }: { kind: ObjectKind }) {
  const query = useObjects(`/${kind}?$top=999`);
  const mayAdminister = useMayAdminister();
  const [creating, setCreating] = useState(false);
  const { title, create, empty, icon } = words[kind];
  const name: Column<DirectoryObject> = {
    key: "name", title: t.directory.displayName, text: (row) => row.displayName ?? "", render: (row) => <Link href={href(`/directory/${kind}/${row.id}`)}>{row.displayName}</Link>,
  };
  return (
    <Page
      title={title}
      icon={icon}
      commands={
        <>
          <CommandButton icon={<AddRegular />} onClick={() => setCreating(true)} needs={administer} allowed={mayAdminister}>
            {create}
          </CommandButton>
          <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void query.refetch()}>
            {t.common.refresh}
          </CommandButton>
        </>
      }
    >
      <Loaded query={query}>{(rows) => <DataTable label={title} rows={rows} rest={query.rest} columns={[name, ...columns[kind]]} rowKey={(row) => row.id} empty={empty} linked />}</Loaded>
      <NewObject kind={kind} open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
