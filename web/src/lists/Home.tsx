import { makeStyles, tokens } from "@fluentui/react-components";
import { CloudArrowUpRegular } from "@fluentui/react-icons";
import type { ReactElement } from "react";

import type { User } from "../auth/session";
import { kindOfType } from "../azure/kinds";
import { useAllResources } from "../azure/resources";
import { href } from "../routes";
import { t } from "../texts";
import { DataTable } from "../ui/DataTable";
import { Page, Section } from "../ui/Page";
import { Problem } from "../ui/Problem";
import { groupColumn, locationColumn, nameColumn, typeColumn } from "./columns";

const useStyles = makeStyles({
  cards: { display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(250px, 1fr))", gap: tokens.spacingHorizontalL },
  card: {
    display: "grid", gridTemplateColumns: "auto 1fr", columnGap: tokens.spacingHorizontalM, alignItems: "center", alignContent: "start", padding: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground1, borderRadius: tokens.borderRadiusLarge, boxShadow: tokens.shadow4, textDecoration: "none", color: "inherit",
    transitionDuration: tokens.durationNormal, transitionProperty: "box-shadow",
    ":hover": { boxShadow: tokens.shadow16 }, ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  title: { fontWeight: tokens.fontWeightSemibold },
  icon: { fontSize: "30px", color: tokens.colorBrandForeground1, display: "flex" },
  text: { gridColumn: "1 / -1", marginTop: tokens.spacingVerticalS, color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

export default function Home({ user }: { user: User }) {
  const styles = useStyles();
  const all = useAllResources();
  return (
    <Page title={t.home.welcome(user.name)} subtitle={t.home.intro}>
      <Section title={t.home.create}>
        <div className={styles.cards}>
          <StartCard path="/create/machine" title={t.lists.newMachine} text={t.home.cards.machine} icon={kindOfType("Microsoft.Compute/virtualMachines").icon} />
          <StartCard path="/create/scaleset" title={t.lists.newScaleSet} text={t.home.cards.scaleSet} icon={kindOfType("Microsoft.Compute/virtualMachineScaleSets").icon} />
          <StartCard path="/identities" title={t.pages.managedIdentities} text={t.home.cards.identity} icon={kindOfType("Microsoft.ManagedIdentity/userAssignedIdentities").icon} />
          <StartCard path="/deploy" title={t.pages.customDeployment} text={t.home.cards.template} icon={<CloudArrowUpRegular />} />
        </div>
      </Section>
      <Section title={t.pages.allResources}>
        {all.error != null && <Problem error={all.error} onRetry={all.refetch} />}
        <DataTable label={t.pages.allResources} rows={all.loading ? undefined : all.rows} rest={all.rest} columns={[nameColumn, typeColumn, groupColumn, locationColumn]} rowKey={(row) => row.id} empty={t.lists.emptyResources} />
      </Section>
    </Page>
  );
}

function StartCard({ path, title, text, icon }: { path: string; title: string; text: string; icon: ReactElement }) {
  const styles = useStyles();
  return (
    <a href={href(path)} className={styles.card}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <span className={styles.title}>{title}</span>
      <span className={styles.text}>{text}</span>
    </a>
  );
}
