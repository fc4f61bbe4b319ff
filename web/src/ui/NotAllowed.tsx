import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle } from "@fluentui/react-components";

import { t } from "../texts";

const useStyles = makeStyles({ body: { overflowWrap: "anywhere" } });

// Says which right what is shown here takes, where the user does not have it.
export function NotAllowed({ needs, allowed }: { needs: string; allowed: boolean }) {
  const styles = useStyles();
  return allowed ? null : (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{t.errors.forbidden}</MessageBarTitle>
        {t.common.notAllowed(needs)}
      </MessageBarBody>
    </MessageBar>
  );
}
