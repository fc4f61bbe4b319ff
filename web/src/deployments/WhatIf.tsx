import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";

import { ResourceLink } from "../lists/ResourceLink";
import { t } from "../texts";
import { Section } from "../ui/Page";
import type { Change, Delta } from "./api";

const useStyles = makeStyles({
  list: { listStyle: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalS },
  item: { padding: tokens.spacingHorizontalM, backgroundColor: tokens.colorNeutralBackground1, borderRadius: tokens.borderRadiusMedium, borderLeft: `4px solid ${tokens.colorNeutralStroke1}` },
  added: { borderLeftColor: tokens.colorPaletteGreenBorderActive },
  removed: { borderLeftColor: tokens.colorPaletteRedBorderActive },
  changed: { borderLeftColor: tokens.colorPaletteMarigoldBorderActive },
  delta: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, margin: 0, whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
});

// What a deployment would create, change and delete.
export function Changes({ changes }: { changes: Change[] }) {
  const styles = useStyles();
  const told = changes.filter((change) => change.changeType !== "Ignore" && change.changeType !== "NoChange");
  return (
    <Section title={t.deployments.whatIfTitle}>
      {told.length === 0 && <div>{t.deployments.whatIfNothing}</div>}
      <ul className={styles.list}>
        {told.map((change) => (
          <li key={change.resourceId} className={mergeClasses(styles.item, change.changeType === "Create" && styles.added, change.changeType === "Delete" && styles.removed, change.changeType === "Modify" && styles.changed)}>
            <strong>{t.deployments.changes[change.changeType] ?? change.changeType}</strong> <ResourceLink id={change.resourceId} /> {change.unsupportedReason}
            {change.delta && change.delta.length > 0 && <pre className={styles.delta}>{lines(change.delta, "").join("\n")}</pre>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function lines(deltas: Delta[], indent: string): string[] {
  return deltas.flatMap((delta) => {
    const own =
      delta.children && delta.children.length > 0
        ? `${indent}~ ${delta.path}:`
        : delta.propertyChangeType === "Create"
          ? `${indent}+ ${delta.path}: ${JSON.stringify(delta.after)}`
          : delta.propertyChangeType === "Delete"
            ? `${indent}- ${delta.path}: ${JSON.stringify(delta.before)}`
            : `${indent}~ ${delta.path}: ${JSON.stringify(delta.before)} => ${JSON.stringify(delta.after)}`;
    return [own, ...lines(delta.children ?? [], `${indent}  `)];
  });
}
