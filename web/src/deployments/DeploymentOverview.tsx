import { Button, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, ProgressBar } from "@fluentui/react-components";
import { ArrowClockwiseRegular, ArrowRepeatAllRegular, DeleteRegular, DismissCircleRegular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";

import { errorOf } from "../azure/errors";
import { groupIdOf, parseId } from "../azure/ids";
import { kindOfType } from "../azure/kinds";
import { useRights } from "../azure/permissions";
import { arm } from "../azure/request";
import { every, retry } from "../azure/use";
import { ResourceLink } from "../lists/ResourceLink";
import type { BladeProps } from "../resource/blades";
import { deletion, DeleteResource } from "../resource/DeleteResource";
import { resourceHref } from "../routes";
import { t } from "../texts";
import { CommandButton } from "../ui/CommandButton";
import { Copyable } from "../ui/Copyable";
import { DataTable } from "../ui/DataTable";
import { durationWords } from "../ui/duration";
import { Facts } from "../ui/Facts";
import { Loaded, Page, Section } from "../ui/Page";
import { ErrorText } from "../ui/Problem";
import { type Deployment, deploymentType, ended, type Operation, version } from "./api";
import { pace, useDeployment } from "./queries";

// A deployment as it runs: its state, and the operations that it is made of.
export default function DeploymentOverview({ id }: BladeProps) {
  const { name } = parseId(id);
  const query = useDeployment(id);
  const [, navigate] = useLocation();
  const rights = useRights(id);
  const [deleting, setDeleting] = useState(false);
  const running = query.data !== undefined && !ended.has(query.data.properties.provisioningState);
  const cancel = { title: t.deployments.canceling(name), done: t.deployments.canceled(name), requests: [arm("POST", `${id}/cancel`, version)] };
  return (
    <Page
      title={name}
      subtitle={kindOfType(deploymentType).one}
      icon={kindOfType(deploymentType).icon}
      commands={
        <>
          <CommandButton icon={<DismissCircleRegular />} disabled={!running} deed={cancel} needs={`${deploymentType}/cancel/action`} allowed={rights.can(`${deploymentType}/cancel/action`)}>
            {t.deployments.cancel}
          </CommandButton>
          <CommandButton icon={<DeleteRegular />} disabled={running} onClick={() => setDeleting(true)} deed={deletion(id)} needs={`${deploymentType}/delete`} allowed={rights.can(`${deploymentType}/delete`)}>
            {t.common.delete}
          </CommandButton>
          {groupIdOf(id) && (
            <CommandButton icon={<ArrowRepeatAllRegular />} onClick={() => navigate(`/deploy?${new URLSearchParams({ group: groupIdOf(id), from: id })}`)}>
              {t.deployments.redeploy}
            </CommandButton>
          )}
          <CommandButton icon={<ArrowClockwiseRegular />} onClick={() => void query.refetch()}>
            {t.common.refresh}
          </CommandButton>
        </>
      }
    >
      <Loaded query={query}>
        {(deployment) => (
          <>
            <State deployment={deployment} />
            <Operations id={id} running={running} />
          </>
        )}
      </Loaded>
      <DeleteResource id={id} open={deleting} onClose={() => setDeleting(false)} />
    </Page>
  );
}

const useStyles = makeStyles({ body: { whiteSpace: "normal", overflowWrap: "anywhere" } });

function State({ deployment }: { deployment: Deployment }) {
  const styles = useStyles();
  const p = deployment.properties;
  const state = p.provisioningState;
  const main = mainOf(p.outputResources ?? []);
  const title = state === "Succeeded" ? t.deployments.complete : state === "Failed" ? t.deployments.failed : state === "Canceled" ? t.deployments.wasCanceled : t.deployments.running;
  return (
    <>
      <MessageBar intent={state === "Succeeded" ? "success" : state === "Failed" ? "error" : state === "Canceled" ? "warning" : "info"} layout="multiline">
        <MessageBarBody className={styles.body}>
          <MessageBarTitle>{title}</MessageBarTitle>
          {p.error && <ErrorText error={errorOf(200, p, "")} />}
        </MessageBarBody>
      </MessageBar>
      {!ended.has(state) && <ProgressBar aria-label={title} />}
      {state === "Succeeded" && main && (
        <div>
          <Button as="a" appearance="primary" href={resourceHref(main.id)}>
            {t.deployments.goTo}
          </Button>
        </div>
      )}
      <Facts
        facts={[
          [t.common.state, state],
          [t.deployments.started, p.timestamp && new Date(p.timestamp).toLocaleString("en")],
          [t.deployments.duration, durationWords(p.duration)],
          [t.deployments.mode, p.mode],
          [t.deployments.correlation, p.correlationId && <Copyable key="c" value={p.correlationId} what={t.deployments.correlation} mono />],
        ]}
      />
    </>
  );
}

// What people most likely want to see of what was deployed: the machine, or the only
// resource.
function mainOf(resources: { id: string }[]): { id: string } | undefined {
  return resources.find(({ id }) => /^Microsoft\.Compute\/virtualMachine(ScaleSet)?s$/i.test(parseId(id).type)) ?? (resources.length === 1 ? resources[0] : undefined);
}

function Operations({ id, running }: { id: string; running: boolean }) {
  const query = useQuery({
    queryKey: ["arm", `${id}/operations`, running],
    ...every<Operation>(arm("GET", `${id}/operations`, version)),
    refetchInterval: running ? pace : false,
    placeholderData: (previous) => previous,
    retry,
  });
  return (
    <Section title={t.deployments.operations}>
      <Loaded query={query}>
        {(rows) => (
          <DataTable
            bare
            label={t.deployments.operations}
            rows={rows}
            rowKey={(row) => row.operationId}
            empty={t.deployments.noOperations}
            columns={[
              {
                key: "resource",
                title: t.deployments.resource,
                text: (row) => row.properties.targetResource?.resourceName ?? row.properties.provisioningOperation ?? "",
                render: (row) => (row.properties.targetResource ? <ResourceLink id={row.properties.targetResource.id} /> : (row.properties.provisioningOperation ?? "")),
                grow: 2,
              },
              { key: "type", title: t.common.type, text: (row) => kindOfType(row.properties.targetResource?.resourceType ?? "").one },
              { key: "operation", title: t.deployments.operation, text: (row) => row.properties.provisioningOperation ?? "" },
              { key: "state", title: t.common.status, text: (row) => row.properties.provisioningState },
              { key: "duration", title: t.deployments.duration, text: (row) => durationWords(row.properties.duration) },
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
