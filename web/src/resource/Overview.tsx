import { ArrowClockwiseRegular, DeleteRegular } from "@fluentui/react-icons";
import { type ReactNode, useState } from "react";

import { groupIdOf, nameOf, parseId } from "../azure/ids";
import { kindOfType } from "../azure/kinds";
import { useRights } from "../azure/permissions";
import { type Resource, useList, useResource, useSubscriptions } from "../azure/use";
import { locationColumn, nameColumn, typeColumn } from "../lists/columns";
import { ResourceLink } from "../lists/ResourceLink";
import { MachineCommands } from "../machines/MachineCommands";
import { machineFacts, useMachineView } from "../machines/facts";
import { networkFacts } from "../network/facts";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Copyable } from "../ui/Copyable";
import { DataTable } from "../ui/DataTable";
import { Facts } from "../ui/Facts";
import { Loaded, Page, Section } from "../ui/Page";
import type { BladeProps } from "./blades";
import { deletion, DeleteResource } from "./DeleteResource";
import { Tags } from "./Tags";


export function Overview({ id }: BladeProps) {
  const parsed = parseId(id);
  const kind = kindOfType(parsed.type);
  const query = useResource(id);
  const rights = useRights(id);
  const [deleting, setDeleting] = useState(false);
  const right = `${actionOf(parsed.type)}/delete`;
  const isSubscription = parsed.type === "Microsoft.Resources/subscriptions";
  return (
    <Page
      title={query.data?.name ?? (isSubscription ? String(query.data?.displayName ?? parsed.name) : nameOf(id))}
      subtitle={kind.one}
      icon={kind.icon}
      commands={
        <>
          <MachineCommands id={id} />
          {!isSubscription && (
            <CommandButton icon={<DeleteRegular />} deed={deletion(id)} onClick={() => setDeleting(true)} needs={right} allowed={rights.can(right)}>
              {t.common.delete}
            </CommandButton>
          )}
          <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void query.refetch()}>
            {t.common.refresh}
          </CommandButton>
        </>
      }
    >
      <Loaded query={query}>
        {(resource) => (
          <>
            <Essentials resource={resource} />
            {parsed.type === "Microsoft.Resources/resourceGroups" && <GroupContent id={id} />}
          </>
        )}
      </Loaded>
      <DeleteResource id={id} open={deleting} onClose={() => setDeleting(false)} />
    </Page>
  );
}

// The RBAC actions of a type begin so.
export function actionOf(type: string): string {
  return type === "Microsoft.Resources/resourceGroups" ? "Microsoft.Resources/subscriptions/resourceGroups" : type;
}

function Essentials({ resource }: { resource: Resource }) {
  const parsed = parseId(resource.id);
  const subscriptions = useSubscriptions();
  const view = useMachineView(resource);
  const group = groupIdOf(resource.id);
  const subscription = subscriptions.data?.find((one) => one.subscriptionId.toLowerCase() === parsed.subscription.toLowerCase());
  const isGroup = group.toLowerCase() === resource.id.toLowerCase();
  return (
    <Section title={t.resource.essentials}>
      <Facts
        facts={[
          ...(isGroup || !group ? [] : ([[t.common.resourceGroup, <ResourceLink key="group" id={group} />]] as [string, ReactNode][])),
          [t.common.location, resource.location],
          [t.common.subscription, subscription ? <ResourceLink key="subscription" id={`/subscriptions/${subscription.subscriptionId}`} name={subscription.displayName} /> : parsed.subscription],
          [t.resource.provisioningState, resource.properties?.provisioningState],
          ...machineFacts(resource, view),
          ...networkFacts(resource),
          ...identityFacts(resource),
          [t.common.tags, <Tags key="tags" resource={resource} />],
          [t.resource.resourceId, <Copyable key="id" value={resource.id} what={t.resource.resourceId} mono />, "wide"],
        ]}
      />
    </Section>
  );
}

function identityFacts(resource: Resource): [string, ReactNode][] {
  if (parseId(resource.id).type.toLowerCase() !== "microsoft.managedidentity/userassignedidentities") {
    return [];
  }
  return [
    [t.lists.clientId, <Copyable key="client" value={resource.properties.clientId} what={t.lists.clientId} mono />],
    [t.lists.principalId, <Copyable key="principal" value={resource.properties.principalId} what={t.lists.principalId} mono />],
    [t.identity.tenantId, <Copyable key="tenant" value={resource.properties.tenantId} what={t.identity.tenantId} mono />],
  ];
}

function GroupContent({ id }: { id: string }) {
  const query = useList(`${id}/resources`, "Microsoft.Resources/resourceGroups");
  return (
    <Section title={t.pages.allResources}>
      <Loaded query={query}>{(rows) => <DataTable label={t.pages.allResources} rows={rows} rest={query.rest} columns={[nameColumn, typeColumn, locationColumn]} rowKey={(row) => row.id} empty={t.lists.emptyResources} />}</Loaded>
    </Section>
  );
}
