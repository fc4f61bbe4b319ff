import { Button, makeStyles, Spinner, tokens } from "@fluentui/react-components";
import { WindowConsoleRegular } from "@fluentui/react-icons";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";

import type { Request } from "../azure/request";
import { t } from "../texts";
import type { Registry, Shown } from "./shown";

const Commands = lazy(() => import("./Commands"));
const CommandPanel = lazy(() => import("./CommandPanel"));

const useStyles = makeStyles({
  part: { display: "grid", gap: tokens.spacingVerticalS, justifyItems: "start", minWidth: 0 },
  commands: { width: "100%", minWidth: 0 },
});

// The button of every page: the commands of what can be done on it and of what
// it has read.
export function ShowPage({ registry }: { registry: Registry }) {
  const client = useQueryClient();
  const [shown, setShown] = useState<Shown[]>();
  const look = () => {
    const read = client.getQueryCache().findAll({ type: "active" }).flatMap((query) => (query.isDisabled() ? [] : ((query.meta?.requests ?? []) as Request[])));
    const main = read.filter((request) => !isAside(request));
    setShown([...registry.values(), { title: t.command.reading, requests: [...main, ...read.filter(isAside)] }].filter((one) => one.requests.length > 0));
  };
  return (
    <>
      <Button appearance="subtle" size="small" icon={<WindowConsoleRegular />} onClick={look}>
        {t.command.show}
      </Button>
      {shown && (
        <Suspense>
          <CommandPanel shown={shown} onClose={() => setShown(undefined)} />
        </Suspense>
      )}
    </>
  );
}

// What all pages read for their frame comes last.
function isAside(request: Request): boolean {
  return /^\/subscriptions\?|\/permissions\?/.test(request.address);
}

// Within a dialog or a panel: the commands of what it is about to do.
export function ShowHere({ title, requests }: Shown) {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.part}>
      <Button appearance="subtle" size="small" icon={<WindowConsoleRegular />} aria-expanded={open} onClick={() => setOpen((is) => !is)}>
        {t.command.show}
      </Button>
      {open && (
        <Suspense fallback={<Spinner size="tiny" label={t.common.loading} />}>
          <div className={styles.commands}>
            <Commands shown={[{ title, requests }]} />
          </div>
        </Suspense>
      )}
    </div>
  );
}
