import { Button, makeStyles, Title3, tokens } from "@fluentui/react-components";

import { t } from "../texts";
import { signIn, SignInError } from "./session";

const useStyles = makeStyles({
  page: { height: "100%", display: "grid", placeItems: "center", backgroundColor: tokens.colorNeutralBackground2 },
  card: { maxWidth: "520px", padding: tokens.spacingHorizontalXXXL, backgroundColor: tokens.colorNeutralBackground1, borderRadius: tokens.borderRadiusLarge, boxShadow: tokens.shadow8, display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, alignItems: "start", overflowWrap: "anywhere" },
});

// The page of those whom the token service did not let in.
export function SignInFailed({ failure }: { failure: unknown }) {
  const styles = useStyles();
  const code = failure instanceof SignInError ? failure.code : "";
  const own = code === "invalid_state" ? t.auth.invalid_state : code === "invalid_nonce" ? t.auth.invalid_nonce : "";
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Title3 as="h1">{t.auth.failed}</Title3>
        <div>{own || (failure as Error)?.message || code}</div>
        {!own && <div>{t.auth.hint}</div>}
        <Button appearance="primary" onClick={() => void signIn()}>
          {t.auth.again}
        </Button>
      </div>
    </main>
  );
}
