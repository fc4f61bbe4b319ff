import { Button, makeStyles, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle, tokens } from "@fluentui/react-components";

import { SessionEnded, signIn } from "../auth/session";
import { ApiError, type Detail, Unreachable } from "../azure/errors";
import { t } from "../texts";

const useStyles = makeStyles({
  bar: { alignItems: "start", paddingTop: tokens.spacingVerticalS, paddingBottom: tokens.spacingVerticalS },
  body: { whiteSpace: "normal", overflowWrap: "anywhere" },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
  code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
});

// What went wrong, with the server's own code and message.
export function Problem({ error, title, onRetry }: { error: unknown; title?: string; onRetry?: () => void }) {
  const styles = useStyles();
  const { heading, hint } = describe(error);
  return (
    <MessageBar intent={error instanceof ApiError && error.status === 403 ? "warning" : "error"} layout="multiline" className={styles.bar}>
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{title ?? heading}</MessageBarTitle>
        {hint && <div>{hint}</div>}
        <ErrorText error={error} />
        {error instanceof ApiError && error.requestId && <div className={styles.code}>{t.errors.requestId(error.requestId)}</div>}
      </MessageBarBody>
      {(onRetry || error instanceof SessionEnded) && (
        <MessageBarActions>
          {error instanceof SessionEnded ? (
            <Button size="small" onClick={() => void signIn()}>
              {t.auth.again}
            </Button>
          ) : (
            <Button size="small" onClick={onRetry}>
              {t.errors.retry}
            </Button>
          )}
        </MessageBarActions>
      )}
    </MessageBar>
  );
}

function describe(error: unknown): { heading: string; hint?: string } {
  if (error instanceof Unreachable) {
    return { heading: t.errors.unreachable, hint: t.errors.unreachableHint };
  }
  if (error instanceof SessionEnded) {
    return { heading: t.auth.ended, hint: t.auth.endedHint };
  }
  if (error instanceof ApiError && error.status === 403) {
    return { heading: t.errors.forbidden, hint: t.errors.forbiddenHint };
  }
  if (error instanceof ApiError && error.status === 404) {
    return { heading: t.errors.missing };
  }
  if (error instanceof ApiError && error.status === 412) {
    return { heading: t.errors.changedElsewhere };
  }
  return { heading: t.errors.title };
}

// Code, message and details of an error, as text.
export function ErrorText({ error }: { error: unknown }) {
  const styles = useStyles();
  if (!(error instanceof ApiError)) {
    return error instanceof Unreachable || error instanceof SessionEnded ? null : <div>{String((error as Error)?.message ?? error)}</div>;
  }
  return (
    <div>
      <span className={styles.code}>{error.code}</span>
      {error.message && `: ${error.message}`}
      <Details details={error.details} />
    </div>
  );
}

function Details({ details }: { details: Detail[] }) {
  const styles = useStyles();
  if (details.length === 0) {
    return null;
  }
  return (
    <ul className={styles.list}>
      {details.map((detail, i) => (
        <li key={i}>
          <span className={styles.code}>{detail.code}</span> {detail.message}
          <Details details={detail.details ?? []} />
        </li>
      ))}
    </ul>
  );
}
