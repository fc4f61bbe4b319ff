import { makeStyles, MessageBar, MessageBarBody, tokens } from "@fluentui/react-components";
import { PersonKeyRegular } from "@fluentui/react-icons";
import { useLocation, useSearch } from "wouter";

import { nameOf } from "../azure/ids";
import { type Resource, useResource } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { Loaded, Page } from "../ui/Page";
import { Tabs } from "../ui/Tabs";
import { SystemAssigned } from "./SystemAssigned";
import { UserAssigned } from "./UserAssigned";

const useStyles = makeStyles({
  body: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, maxWidth: "1100px" },
});

const tabs = { system: t.identity.system, user: t.identity.user };

// The managed identities of a machine or a scale set.
export default function IdentityBlade({ id }: BladeProps) {
  const query = useResource(id);
  return (
    <Page title={nameOf(id)} subtitle={t.resource.identity} icon={<PersonKeyRegular />}>
      <Loaded query={query}>{(resource) => <Kinds resource={resource} />}</Loaded>
    </Page>
  );
}

function Kinds({ resource }: { resource: Resource }) {
  const styles = useStyles();
  const [path, navigate] = useLocation();
  const tab = new URLSearchParams(useSearch()).get("tab") === "user" ? "user" : "system";
  const manual = resource.properties?.upgradePolicy?.mode === "Manual";
  return (
    <div className={styles.body}>
      <Tabs label={t.resource.identity} tabs={tabs} value={tab} onChange={(chosen) => navigate(chosen === "user" ? `${path}?tab=user` : path)} panel="panel" />
      <div role="tabpanel" id="panel" aria-labelledby={`tab-${tab}`} className={styles.body}>
        {manual && (
          <MessageBar layout="multiline">
            <MessageBarBody>{t.identity.manualUpgrade}</MessageBarBody>
          </MessageBar>
        )}
        {tab === "system" ? <SystemAssigned resource={resource} /> : <UserAssigned resource={resource} />}
      </div>
    </div>
  );
}
