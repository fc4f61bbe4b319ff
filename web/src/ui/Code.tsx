import { makeStyles, tokens } from "@fluentui/react-components";

const useStyles = makeStyles({
  code: {
    margin: 0, padding: tokens.spacingHorizontalL, overflow: "auto", maxHeight: "65vh", fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, lineHeight: tokens.lineHeightBase300,
    backgroundColor: tokens.colorNeutralBackground1, border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, whiteSpace: "pre",
  },
  wrap: { whiteSpace: "pre-wrap", overflowWrap: "anywhere" },
});

// Text of a program, to read and to copy.
export function Code({ text, label, wrap }: { text: string; label: string; wrap?: boolean }) {
  const styles = useStyles();
  return (
    <pre className={wrap ? `${styles.code} ${styles.wrap}` : styles.code} tabIndex={0} role="region" aria-label={label}>
      {text}
    </pre>
  );
}
