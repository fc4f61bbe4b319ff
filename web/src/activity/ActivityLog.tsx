import { Link } from "@fluentui/react-components";
import { ArrowClockwiseRegular, HistoryRegular } from "@fluentui/react-icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { usePrincipals } from "../azure/graph";
import { groupIdOf, nameOf, parseId, sameId, subscriptionIdOf } from "../azure/ids";
import { growing, listing } from "../azure/listing";
import { arm } from "../azure/request";
import { retry, useSubscriptions } from "../azure/use";
import { eventsVersion } from "../azure/versions";
import type { BladeProps } from "../resource/blades";
import { resourceHref } from "../routes";
import { t } from "../texts";
import { Choice } from "../ui/Choice";
import { CommandButton } from "../ui/CommandButton";
import { DataTable } from "../ui/DataTable";
import { Loaded, Page } from "../ui/Page";

interface Event {
  eventDataId: string;
  eventTimestamp: string;
  caller: string;
  claims?: Record<string, string>;
  operationName: { value: string };
  status: { value: string };
  subStatus?: { localizedValue?: string };
  resourceId: string;
  properties?: { statusMessage?: string };
}

// What was changed, and what was refused, at a scope: the latest first.
export default function ActivityLog({ id }: BladeProps) {
  const [hours, setHours] = useState("24");
  const subscription = subscriptionIdOf(id);
  const group = groupIdOf(id);
  const since = useState(() => Date.now())[0] - Number(hours) * 3_600_000;
  const scope = sameId(id, subscription) ? "" : sameId(id, group) ? ` and resourceGroupName eq '${parseId(id).resourceGroup}'` : ` and resourceUri eq '${id}'`;
  const filter = `eventTimestamp ge '${new Date(since).toISOString()}'${scope}`;
  const path = `${subscription}/providers/Microsoft.Insights/eventtypes/management/values`;
  const query = listing(
    useQuery({
      queryKey: ["arm", path, filter],
      ...growing<Event>(arm("GET", `${path}?$filter=${encodeURIComponent(filter)}`, eventsVersion)),
      placeholderData: keepPreviousData,
      retry,
    }),
  );
  const callers = usePrincipals([...new Set((query.data ?? []).map(objectOf).filter(Boolean))]);
  return (
    <Page
      title={sameId(id, subscription) ? t.pages.activityLog : nameOf(id)}
      subtitle={sameId(id, subscription) ? undefined : t.resource.activityLog}
      icon={<HistoryRegular />}
      commands={
        <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void query.refetch()}>
          {t.common.refresh}
        </CommandButton>
      }
    >
      <div>
        <Choice label={t.activity.span} value={hours} values={Object.entries(t.activity.spans).map(([value, text]) => ({ value, text }))} onChange={setHours} />
      </div>
      <Loaded query={query}>
        {(events) => (
          <DataTable
            label={t.pages.activityLog}
            rows={events}
            rest={query.rest}
            unsorted
            rowKey={(event) => event.eventDataId}
            empty={t.activity.empty}
            columns={[
              { key: "time", title: t.activity.time, text: (event) => new Date(event.eventTimestamp).toLocaleString("en") },
              { key: "operation", title: t.activity.operation, text: (event) => event.operationName.value, grow: 2 },
              { key: "status", title: t.activity.status, text: (event) => [event.status.value, event.status.value === "Failed" ? (event.subStatus?.localizedValue ?? "") : ""].filter(Boolean).join(": ") },
              { key: "resource", title: t.activity.resource, text: (event) => nameOf(event.resourceId), render: (event) => <Link href={resourceHref(event.resourceId)}>{nameOf(event.resourceId)}</Link> },
              { key: "caller", title: t.activity.initiatedBy, text: (event) => callers.byId.get(objectOf(event).toLowerCase())?.displayName ?? event.caller },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}

// The object id of who did it.
function objectOf(event: Event): string {
  return event.claims?.["http://schemas.microsoft.com/identity/claims/objectidentifier"] ?? event.claims?.oid ?? (/^[0-9a-f-]{36}$/i.test(event.caller) ? event.caller : "");
}

// The log of the first subscription.
export function TenantActivity() {
  const subscriptions = useSubscriptions();
  return <Loaded query={subscriptions}>{(all) => (all[0] ? <ActivityLog id={`/subscriptions/${all[0].subscriptionId}`} /> : <Page title={t.pages.activityLog}>{t.activity.empty}</Page>)}</Loaded>;
}
