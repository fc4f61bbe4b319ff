import { makeStyles, tokens } from "@fluentui/react-components";

import { t } from "../texts";
import { Code } from "./Code";
import { CopyButton } from "./Copyable";
import { Panel } from "./Panel";

export interface CommandText {
  az?: string;
  curl: string;
}

const useStyles = makeStyles({
  head: { display: "flex", alignItems: "center", justifyContent: "space-between", marginTop: tokens.spacingVerticalM },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
});

// What the page is about to send, as commands for a shell.
export function CommandLine({ open, onClose, command }: { open: boolean; onClose: () => void; command: CommandText }) {
  return (
    <Panel open={open} title={t.command.title} onClose={onClose} wide>
      <div>{t.command.text}</div>
      {command.az && <One title={t.command.az} text={command.az} />}
      <One title={t.command.curl} text={command.curl} />
    </Panel>
  );
}

function One({ title, text }: { title: string; text: string }) {
  const styles = useStyles();
  return (
    <div>
      <div className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        <CopyButton value={text} what={title} />
      </div>
      <Code text={text} label={title} wrap />
    </div>
  );
}
