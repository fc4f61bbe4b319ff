import { makeStyles, tokens } from "@fluentui/react-components";

import type { Resource } from "../azure/use";
import { t } from "../texts";

const useStyles = makeStyles({
  list: { listStyle: "none", margin: 0, padding: 0, display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
  tag: { paddingInline: tokens.spacingHorizontalS, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground4, fontSize: tokens.fontSizeBase200 },
});

export function Tags({ resource }: { resource: Resource }) {
  const styles = useStyles();
  const tags = Object.entries(resource.tags ?? {});
  if (tags.length === 0) {
    return t.resource.noTags;
  }
  return (
    <ul className={styles.list}>
      {tags.map(([name, value]) => (
        <li key={name} className={styles.tag}>{`${name}: ${value}`}</li>
      ))}
    </ul>
  );
}
