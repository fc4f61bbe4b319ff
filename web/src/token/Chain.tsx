import { makeStyles, tokens } from "@fluentui/react-components";
import { ArrowRightRegular, DesktopRegular, PersonKeyRegular, ShieldPersonRegular } from "@fluentui/react-icons";
import type { ReactElement, ReactNode } from "react";

import { useAssignments, useNamed } from "../access/roles";
import { parseId, within } from "../azure/ids";
import { useAllResources } from "../azure/resources";
import { groupColumn, nameColumn, typeColumn } from "../lists/columns";
import { ResourceLink } from "../lists/ResourceLink";
import { t } from "../texts";
import { DataTable } from "../ui/DataTable";
import { Section } from "../ui/Page";
import { Problem } from "../ui/Problem";

const useStyles = makeStyles({
  chain: { display: "flex", flexWrap: "wrap", alignItems: "stretch", gap: tokens.spacingHorizontalS, listStyle: "none", margin: 0, padding: 0 },
  link: { flex: "1 1 150px", minWidth: "140px", padding: tokens.spacingHorizontalM, backgroundColor: tokens.colorNeutralBackground1, borderRadius: tokens.borderRadiusMedium, boxShadow: tokens.shadow4, display: "grid", gap: tokens.spacingVerticalXS, alignContent: "start" },
  head: { display: "flex", gap: tokens.spacingHorizontalS, alignItems: "center", color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  arrow: { alignSelf: "center", fontSize: "20px", color: tokens.colorNeutralForeground2, "@media (max-width: 900px)": { display: "none" } },
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere" },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

// Machine → identity → principal → role assignments → resources.
export function Chain({ id, claims }: { id: string; claims: Record<string, unknown> }) {
  const styles = useStyles();
  const principal = String(claims.oid ?? "");
  const query = useAssignments("/", `assignedTo('${principal}')`);
  const assignments = useNamed(query.data);
  const resources = useAllResources();
  const reaching = (resource: string) => (assignments ?? []).filter((one) => within(resource, one.properties.scope));
  const reached = resources.rows.filter((row) => reaching(row.id).length > 0);
  const owner = String(claims.xms_mirid ?? "");
  const isShared = parseId(owner).type.toLowerCase() === "microsoft.managedidentity/userassignedidentities";
  return (
    <>
      <div>{t.token.chainText}</div>
      {query.error && <Problem error={query.error} />}
      <ul className={styles.chain}>
        <Link title={t.token.machine} icon={<DesktopRegular />}>
          <ResourceLink id={id} />
        </Link>
        <Arrow />
        <Link title={t.token.identity} icon={<PersonKeyRegular />}>
          {isShared ? <ResourceLink id={owner} /> : t.identity.system}
        </Link>
        <Arrow />
        <Link title={t.token.principal} icon={<PersonKeyRegular />}>
          <span className={styles.code}>{principal}</span>
        </Link>
        <Arrow />
        <Link title={t.token.assignments} icon={<ShieldPersonRegular />}>
          {assignments && assignments.length === 0 && t.token.noAssignments}
          <ul className={styles.list}>
            {(assignments ?? []).map((one) => (
              <li key={one.id}>
                {one.roleName}: {one.properties.scope === "/" ? t.access.tenantRoot : <ResourceLink id={one.properties.scope} />}
              </li>
            ))}
          </ul>
        </Link>
      </ul>
      {assignments && assignments.length > 0 && (
        <Section title={t.token.reach}>
          <DataTable
            label={t.token.reach}
            rows={resources.loading ? undefined : reached}
            rest={resources.rest}
            rowKey={(row) => row.id}
            columns={[nameColumn, typeColumn, groupColumn, { key: "roles", title: t.token.byRoles, text: (row) => [...new Set(reaching(row.id).map((one) => one.roleName))].join(", ") }]}
            empty={t.token.noReach}
          />
        </Section>
      )}
    </>
  );
}

function Link({ title, icon, children }: { title: string; icon: ReactElement; children: ReactNode }) {
  const styles = useStyles();
  return (
    <li className={styles.link}>
      <span className={styles.head}>
        <span aria-hidden>{icon}</span>
        {title}
      </span>
      <div>{children}</div>
    </li>
  );
}

function Arrow() {
  const styles = useStyles();
  return (
    <li aria-hidden className={styles.arrow}>
      <ArrowRightRegular />
    </li>
  );
}
