import { makeStyles, MessageBar, MessageBarBody, Tab, TabList, tokens } from "@fluentui/react-components";
import { PersonKeyRegular } from "@fluentui/react-icons";
import { useLocation, useSearch } from "wouter";

import { nameOf } from "../azure/ids";
import { type Resource, useResource } from "../azure/use";
import type { BladeProps } from "../resource/blades";
import { t } from "../texts";
import { Loaded, Page } from "../ui/Page";
import { SystemAssigned } from "./SystemAssigned";
import { UserAssigned } from "./UserAssigned";

const useStyles = makeStyles({
  body: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, maxWidth: "1100px" },
});

// The managed identities of a machine or a scale set.
export default function IdentityBlade({ id }: BladeProps) {
  const query = useResource(id);
  return (
    <Page title={nameOf(id)} subtitle={t.resource.identity} icon={<PersonKeyRegular />}>
      <Loaded query={query}>{(resource) => <Tabs resource={resource} />}</Loaded>
    </Page>
  );
}

function Tabs({ resource }: { resource: Resource }) {
  const styles = useStyles();
  const [path, navigate] = useLocation();
  const tab = new URLSearchParams(useSearch()).get("tab") === "user" ? "user" : "system";
  const manual = resource.properties?.upgradePolicy?.mode === "Manual";
  return (
    <div className={styles.body}>
      <TabList selectedValue={tab} onTabSelect={(_, data) => navigate(data.value === "user" ? `${path}?tab=user` : path)} aria-label={t.resource.identity}>
        <Tab value="system" id="tab-system" aria-controls="panel">
          {t.identity.system}
        </Tab>
        <Tab value="user" id="tab-user" aria-controls="panel">
          {t.identity.user}
        </Tab>
      </TabList>
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
