import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { SearchRegular } from "@fluentui/react-icons";
import { lazy, Suspense, useEffect, useState } from "react";

import { t } from "../texts";

const Palette = lazy(() => import("./Palette"));

const useStyles = makeStyles({
  box: {
    width: "min(460px, 100%)", minWidth: 0, justifyContent: "start", fontWeight: tokens.fontWeightRegular, color: "#fff", backgroundColor: "rgba(255,255,255,0.12)", border: "1px solid rgba(255,255,255,0.35)", overflow: "hidden", whiteSpace: "nowrap",
    ":hover": { color: "#fff", backgroundColor: "rgba(255,255,255,0.2)" }, ":hover:active": { color: "#fff", backgroundColor: "rgba(255,255,255,0.25)" }, ":focus-visible": { outline: "2px solid #fff" },
  },
  key: { marginLeft: "auto", paddingInline: "6px", border: "1px solid rgba(255,255,255,0.5)", borderRadius: tokens.borderRadiusSmall, fontSize: tokens.fontSizeBase200, "@media (max-width: 560px)": { display: "none" } },
});

// Leads to a resource by its name; also with the key "/".
export function GoTo() {
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inField = (event.target as Element).closest("input, textarea, select, [contenteditable]");
      if (event.key === "/" && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        setOpen(true);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <Button className={styles.box} icon={<SearchRegular />} onClick={() => setOpen(true)} aria-keyshortcuts="/">
        {t.shell.goTo}
        <kbd className={styles.key} aria-hidden>
          /
        </kbd>
      </Button>
      {open && (
        <Suspense>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
