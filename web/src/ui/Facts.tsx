import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  list: {
    display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(min(380px, 100%), 1fr))", columnGap: tokens.spacingHorizontalXXL, rowGap: tokens.spacingVerticalXS,
    margin: 0, padding: tokens.spacingHorizontalL, backgroundColor: tokens.colorNeutralBackground1, borderRadius: tokens.borderRadiusMedium, boxShadow: tokens.shadow2,
  },
  fact: { display: "grid", gridTemplateColumns: "minmax(110px, 32%) 1fr", gap: tokens.spacingHorizontalM, alignItems: "center", minHeight: "28px" },
  // Its name is as wide as those above.
  wide: { gridColumn: "1 / -1", "@media (min-width: 1000px)": { gridTemplateColumns: "minmax(110px, calc(16% - 14px)) 1fr" } },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: 0, minWidth: 0, overflowWrap: "anywhere" },
});

export type Fact = [name: string, value: ReactNode, width?: "wide"];

// Names and values, side by side; long values have the whole width.
export function Facts({ facts }: { facts: Fact[] }) {
  const styles = useStyles();
  return (
    <dl className={styles.list}>
      {facts.map(([term, value, width]) => (
        <div className={mergeClasses(styles.fact, width === "wide" && styles.wide)} key={term}>
          <dt className={styles.term}>{term}</dt>
          <dd className={styles.value}>{value || "–"}</dd>
        </div>
      ))}
    </dl>
  );
}
