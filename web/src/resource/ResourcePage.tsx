import { Breadcrumb, BreadcrumbButton, BreadcrumbDivider, BreadcrumbItem, makeStyles, mergeClasses, Spinner, tokens } from "@fluentui/react-components";
import { Fragment, Suspense } from "react";

import { groupIdOf, nameOf, parentOf, parseId } from "../azure/ids";
import { kindOfType } from "../azure/kinds";
import { href, type ResourcePlace, resourceHref } from "../routes";
import { t } from "../texts";
import { Page } from "../ui/Page";
import { bladesOf } from "./blades";

const useStyles = makeStyles({
  frame: { display: "flex", flexDirection: "column", minHeight: "100%" },
  crumbs: { paddingInline: tokens.spacingHorizontalL, backgroundColor: tokens.colorNeutralBackground1, borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
  columns: { display: "flex", flexGrow: 1, minHeight: 0, "@media (max-width: 760px)": { flexDirection: "column" } },
  menu: {
    width: "228px", flexShrink: 0, paddingBlock: tokens.spacingVerticalM, borderRight: `1px solid ${tokens.colorNeutralStroke2}`, backgroundColor: tokens.colorNeutralBackground1,
    "@media (max-width: 760px)": { width: "auto", display: "flex", overflowX: "auto", borderRight: "none", borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, paddingBlock: tokens.spacingVerticalXS },
  },
  heading: { margin: 0, padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalL} ${tokens.spacingVerticalXS}`, fontSize: tokens.fontSizeBase200, fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground2, "@media (max-width: 760px)": { display: "none" } },
  list: { listStyle: "none", margin: 0, padding: 0, "@media (max-width: 760px)": { display: "flex", whiteSpace: "nowrap" } },
  item: {
    display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS, minHeight: "32px", marginInline: tokens.spacingHorizontalXS, paddingInline: tokens.spacingHorizontalM, borderRadius: tokens.borderRadiusMedium, color: tokens.colorNeutralForeground1, textDecoration: "none",
    ":hover": { backgroundColor: tokens.colorNeutralBackground1Hover }, ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: "-2px" },
  },
  here: { backgroundColor: tokens.colorNeutralBackground1Selected, fontWeight: tokens.fontWeightSemibold, boxShadow: `inset 3px 0 0 ${tokens.colorCompoundBrandStroke}` },
  icon: { display: "flex", fontSize: "18px", color: tokens.colorBrandForeground1 },
  content: { flexGrow: 1, minWidth: 0 },
});

// A resource: where it is, the menu of its pages, and one of them.
export default function ResourcePage({ place }: { place: ResourcePlace }) {
  const styles = useStyles();
  const { id, blade } = place;
  const parsed = parseId(id);
  const sections = bladesOf(parsed.type);
  const shown = sections.flatMap((section) => section.blades).find((one) => one.key === blade);
  const Shown = shown?.page;
  return (
    <div className={styles.frame}>
      <div className={styles.crumbs}>
        <Crumbs id={id} />
      </div>
      <div className={styles.columns}>
        <nav className={styles.menu} aria-label={t.shell.menu(nameOf(id))}>
          {sections.map((section) => (
            <div key={section.title}>
              <h2 className={styles.heading}>{section.title}</h2>
              <ul className={styles.list} aria-label={section.title}>
                {section.blades.map((one) => (
                  <li key={one.key}>
                    <a href={resourceHref(id, one.key)} className={mergeClasses(styles.item, one.key === blade && styles.here)} aria-current={one.key === blade ? "page" : undefined}>
                      <span className={styles.icon} aria-hidden>
                        {one.icon}
                      </span>
                      {one.title}
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <div className={styles.content}>
          <Suspense fallback={<Spinner label={t.common.loading} />}>{Shown ? <Shown id={id} /> : <Page title={t.pages.notFound} inert>{t.resource.noBlade}</Page>}</Suspense>
        </div>
      </div>
    </div>
  );
}

function Crumbs({ id }: { id: string }) {
  const parsed = parseId(id);
  const group = groupIdOf(id);
  const crumbs: { title: string; to: string }[] = [{ title: t.shell.home, to: href("/") }];
  if (group && group.toLowerCase() !== id.toLowerCase()) {
    crumbs.push({ title: parsed.resourceGroup, to: resourceHref(group) });
  }
  if (parsed.type.split("/").length > 2) {
    const parent = parentOf(id);
    crumbs.push({ title: parseId(parent).name, to: resourceHref(parent) });
  }
  const kind = kindOfType(parsed.type).one;
  return (
    <Breadcrumb aria-label={t.shell.breadcrumb}>
      {crumbs.map((crumb) => (
        <Fragment key={crumb.to}>
          <BreadcrumbItem>
            <BreadcrumbButton href={crumb.to}>{crumb.title}</BreadcrumbButton>
          </BreadcrumbItem>
          <BreadcrumbDivider />
        </Fragment>
      ))}
      <BreadcrumbItem>
        <BreadcrumbButton href={resourceHref(id)} current aria-label={`${kind} ${nameOf(id)}`}>
          {nameOf(id)}
        </BreadcrumbButton>
      </BreadcrumbItem>
    </Breadcrumb>
  );
}
