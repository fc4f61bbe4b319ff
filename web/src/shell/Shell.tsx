import { makeStyles, Spinner, tokens } from "@fluentui/react-components";
import { type MouseEvent, type ReactNode, Suspense, useEffect, useState } from "react";
import { useLocation } from "wouter";

import type { User } from "../auth/session";
import { base } from "../settings";
import { t } from "../texts";
import { SideNav } from "./SideNav";
import { TopBar } from "./TopBar";

const useStyles = makeStyles({
  shell: { display: "grid", gridTemplateRows: "48px 1fr", gridTemplateColumns: "minmax(0, 1fr)", height: "100vh", backgroundColor: tokens.colorNeutralBackground2, color: tokens.colorNeutralForeground1 },
  skip: {
    position: "absolute", left: "-999px", top: "4px", zIndex: 1000, padding: tokens.spacingHorizontalM, backgroundColor: tokens.colorNeutralBackground1, color: tokens.colorBrandForegroundLink,
    ":focus": { left: "4px" },
  },
  below: { display: "flex", minHeight: 0, position: "relative" },
  main: { flexGrow: 1, minWidth: 0, overflow: "auto", outline: "none" },
});

// Whether the menu fits beside the page with its texts.
const roomy = matchMedia("(min-width: 1000px)");

export function Shell({ user, children }: { user: User; children: ReactNode }) {
  const styles = useStyles();
  const [path, navigate] = useLocation();
  const [wide, setWide] = useState(() => roomy.matches);
  useEffect(() => {
    const change = () => setWide(roomy.matches);
    roomy.addEventListener("change", change);
    return () => roomy.removeEventListener("change", change);
  }, []);
  // Without room the menu has done its work when a page was chosen.
  useEffect(() => setWide((is) => is && roomy.matches), [path]);
  // Links within the page change the address without loading it anew.
  const follow = (event: MouseEvent) => {
    const link = (event.target as Element).closest("a");
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.hasAttribute("download")) {
      return;
    }
    const target = new URL(link.href);
    if (target.origin === location.origin && target.pathname.startsWith(`${base}/`) && !target.hash) {
      event.preventDefault();
      navigate(target.pathname.slice(base.length) + target.search);
    }
  };
  return (
    <div className={styles.shell} onClick={follow}>
      <a href="#content" className={styles.skip}>
        {t.shell.skip}
      </a>
      <TopBar user={user} onMenu={() => setWide((is) => !is)} wide={wide} />
      <div className={styles.below}>
        <SideNav wide={wide} />
        <main id="content" className={styles.main} tabIndex={-1}>
          <Suspense fallback={<Spinner label={t.common.loading} />}>{children}</Suspense>
        </main>
      </div>
    </div>
  );
}
