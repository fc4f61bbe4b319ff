import { makeStyles, mergeClasses, tokens, Tooltip } from "@fluentui/react-components";
import { AppsRegular, CloudArrowUpRegular, DesktopRegular, FolderRegular, GridRegular, HistoryRegular, HomeRegular, PeopleTeamRegular, PersonKeyRegular, PersonRegular, PlugConnectedRegular, ServerMultipleRegular, ShieldPersonRegular, ShieldRegular, VirtualNetworkRegular } from "@fluentui/react-icons";
import type { ReactElement } from "react";
import { useLocation } from "wouter";

import { href } from "../routes";
import { t } from "../texts";

const useStyles = makeStyles({
  nav: { flexShrink: 0, overflowY: "auto", overflowX: "hidden", backgroundColor: tokens.colorNeutralBackground1, borderRight: `1px solid ${tokens.colorNeutralStroke2}`, paddingBlock: tokens.spacingVerticalS, width: "52px", "@media (max-width: 560px)": { width: "40px" } },
  // Where there is no room beside the page it lies over it.
  wide: { width: "212px", "@media (max-width: 760px)": { width: "212px", position: "absolute", zIndex: 10, height: "100%", boxSizing: "border-box", boxShadow: tokens.shadow28 } },
  heading: { margin: 0, padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXS}`, fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground2 },
  list: { listStyle: "none", margin: 0, padding: 0 },
  rule: { margin: tokens.spacingVerticalXS, border: "none", borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  item: {
    display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM, height: "34px", paddingInline: tokens.spacingHorizontalM, marginInline: tokens.spacingHorizontalXS, borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground1, textDecoration: "none", whiteSpace: "nowrap", overflow: "hidden", "@media (max-width: 560px)": { paddingInline: "6px" },
    ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover }, ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-2px" },
  },
  here: { backgroundColor: tokens.colorNeutralBackground1Selected, fontWeight: tokens.fontWeightSemibold, boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}` },
  icon: { fontSize: "20px", display: "flex", color: tokens.colorBrandForeground1, flexShrink: 0 },
});

interface Item {
  path: string;
  title: string;
  icon: ReactElement;
}

const sections: { title: string; items: Item[] }[] = [
  {
    title: t.shell.sections.overview,
    items: [
      { path: "/", title: t.shell.home, icon: <HomeRegular /> },
      { path: "/resources", title: t.pages.allResources, icon: <GridRegular /> },
      { path: "/groups", title: t.pages.resourceGroups, icon: <FolderRegular /> },
      { path: "/deploy", title: t.pages.customDeployment, icon: <CloudArrowUpRegular /> },
    ],
  },
  {
    title: t.shell.sections.compute,
    items: [
      { path: "/machines", title: t.pages.virtualMachines, icon: <DesktopRegular /> },
      { path: "/scalesets", title: t.pages.scaleSets, icon: <ServerMultipleRegular /> },
    ],
  },
  {
    title: t.shell.sections.identity,
    items: [{ path: "/identities", title: t.pages.managedIdentities, icon: <PersonKeyRegular /> }],
  },
  {
    title: t.shell.sections.network,
    items: [
      { path: "/networks", title: t.pages.networks, icon: <VirtualNetworkRegular /> },
      { path: "/interfaces", title: t.pages.interfaces, icon: <PlugConnectedRegular /> },
      { path: "/securitygroups", title: t.pages.securityGroupsShort, icon: <ShieldRegular /> },
    ],
  },
  {
    title: t.shell.sections.directory,
    items: [
      { path: "/directory/users", title: t.pages.users, icon: <PersonRegular /> },
      { path: "/directory/groups", title: t.pages.groups, icon: <PeopleTeamRegular /> },
      { path: "/directory/applications", title: t.pages.applications, icon: <AppsRegular /> },
    ],
  },
  {
    title: t.shell.sections.governance,
    items: [
      { path: "/access", title: t.pages.access, icon: <ShieldPersonRegular /> },
      { path: "/activity", title: t.pages.activityLog, icon: <HistoryRegular /> },
    ],
  },
];

export function SideNav({ wide }: { wide: boolean }) {
  const styles = useStyles();
  const [path] = useLocation();
  return (
    <nav className={mergeClasses(styles.nav, wide && styles.wide)} aria-label={t.shell.nav}>
      {sections.map((section, i) => (
        <div key={section.title}>
          {wide ? <h2 className={styles.heading}>{section.title}</h2> : i > 0 && <hr className={styles.rule} />}
          <ul className={styles.list} aria-label={section.title}>
            {section.items.map((item) => (
              <li key={item.path}>
                <NavItem item={item} wide={wide} here={item.path === "/" ? path === "/" : path === item.path || path.startsWith(`${item.path}/`)} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function NavItem({ item, wide, here }: { item: Item; wide: boolean; here: boolean }) {
  const styles = useStyles();
  const link = (
    <a href={href(item.path)} className={mergeClasses(styles.item, here && styles.here)} aria-current={here ? "page" : undefined} aria-label={wide ? undefined : item.title}>
      <span className={styles.icon} aria-hidden>
        {item.icon}
      </span>
      {wide && item.title}
    </a>
  );
  return wide ? (
    link
  ) : (
    <Tooltip content={item.title} relationship="label" positioning="after">
      {link}
    </Tooltip>
  );
}
