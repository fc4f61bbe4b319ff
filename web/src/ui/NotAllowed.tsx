import { makeStyles, MessageBar, MessageBarBody } from "@fluentui/react-components";

import { t } from "../texts";

const useStyles = makeStyles({ body: { overflowWrap: "anywhere" } });

// Says which right what is shown here takes, where the user does not have it.
export function NotAllowed({ needs, allowed }: { needs: string; allowed: boolean }) {
  const styles = useStyles();
  return allowed ? null : (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody className={styles.body}>{t.common.notAllowed(needs)}</MessageBarBody>
    </MessageBar>
  );
}
