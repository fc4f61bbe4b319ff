import { ArrowClockwiseRegular, CloudArrowUpRegular } from "@fluentui/react-icons";
import { useLocation } from "wouter";

import { nameOf } from "../azure/ids";
import { kindOfType } from "../azure/kinds";
import { useList } from "../azure/use";
import { ResourceLink } from "../lists/ResourceLink";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { DataTable } from "../ui/DataTable";
import { durationWords } from "../ui/duration";
import { Loaded, Page } from "../ui/Page";
import { type Deployment, deploymentType } from "./api";

// The deployments of a resource group or a subscription, the latest first.
export default function DeploymentList({ id }: BladeProps) {
  const [, navigate] = useLocation();
  const query = useList<Deployment>(`${id}/providers/${deploymentType}`, deploymentType);
  return (
    <Page
      title={nameOf(id)}
      subtitle={t.resource.deployments}
      icon={kindOfType(deploymentType).icon}
      commands={
        <>
          <CommandButton icon={<CloudArrowUpRegular />} onClick={() => navigate(`/deploy?group=${encodeURIComponent(id)}`)}>
            {t.deployments.title}
          </CommandButton>
          <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void query.refetch()}>
            {t.common.refresh}
          </CommandButton>
        </>
      }
    >
      <Loaded query={query}>
        {(rows) => (
          <DataTable
            label={t.resource.deployments}
            rows={[...rows].sort((a, b) => (b.properties.timestamp ?? "").localeCompare(a.properties.timestamp ?? ""))}
            unsorted
            rest={query.rest}
            rowKey={(row) => row.id}
            empty={t.deployments.noDeployments}
            columns={[
              { key: "name", title: t.common.name, text: (row) => row.name, render: (row) => <ResourceLink id={row.id} name={row.name} />, grow: 2 },
              { key: "state", title: t.common.status, text: (row) => row.properties.provisioningState },
              { key: "started", title: t.deployments.started, text: (row) => (row.properties.timestamp ? new Date(row.properties.timestamp).toLocaleString("en") : "") },
              { key: "duration", title: t.deployments.duration, text: (row) => durationWords(row.properties.duration) },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}
