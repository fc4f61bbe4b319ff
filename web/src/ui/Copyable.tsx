import { Button, makeStyles, Tooltip, tokens } from "@fluentui/react-components";
import { CheckmarkRegular, CopyRegular } from "@fluentui/react-icons";
import { useState } from "react";

import { t } from "../texts";

const useStyles = makeStyles({
  row: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS, minWidth: 0, maxWidth: "100%" },
  value: { overflowWrap: "anywhere" },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
});

// A value with a button that copies it. what names it for people.
export function Copyable({ value, what, mono }: { value: string; what: string; mono?: boolean }) {
  const styles = useStyles();
  return (
    <span className={styles.row}>
      <span className={mono ? `${styles.value} ${styles.mono}` : styles.value}>{value}</span>
      <CopyButton value={value} what={what} />
    </span>
  );
}

export function CopyButton({ value, what }: { value: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <Tooltip content={copied ? t.common.copied : t.common.copy(what)} relationship="label">
      <Button appearance="subtle" size="small" icon={copied ? <CheckmarkRegular /> : <CopyRegular />} onClick={() => void copy()} />
    </Tooltip>
  );
}
