import { makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  list: {
    display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(min(380px, 100%), 1fr))", columnGap: tokens.spacingHorizontalXXL, rowGap: tokens.spacingVerticalXS,
    margin: 0, padding: tokens.spacingHorizontalL, backgroundColor: tokens.colorNeutralBackground1, borderRadius: tokens.borderRadiusMedium, boxShadow: tokens.shadow2,
  },
  fact: { display: "grid", gridTemplateColumns: "minmax(110px, 32%) 1fr", gap: tokens.spacingHorizontalM, alignItems: "center", minHeight: "28px" },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, minWidth: 0, overflowWrap: "anywhere" },
});

// Names and values, side by side.
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  const styles = useStyles();
  return (
    <dl className={styles.list}>
      {facts.map(([term, value]) => (
        <div className={styles.fact} key={term}>
          <dt className={styles.term}>{term}</dt>
          <dd className={styles.value}>{value || "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
