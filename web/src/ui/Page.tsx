import { makeStyles, Spinner, Subtitle2, Title3, Toolbar, tokens } from "@fluentui/react-components";
import { type ReactNode, useEffect, useState } from "react";

import { ShowPage } from "../commands/Show";
import { type Registry, ShownContext } from "../commands/shown";
import { t } from "../texts";
import { Problem } from "./Problem";

const useStyles = makeStyles({
  page: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalM, padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalXXXL}`, minWidth: 0 },
  title: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM, flexWrap: "wrap" },
  names: { minWidth: 0, overflowWrap: "anywhere" },
  show: { marginLeft: "auto" },
  icon: { fontSize: "28px", color: tokens.colorBrandForeground1, display: "flex" },
  subtitle: { color: tokens.colorNeutralForeground2 },
  toolbar: { paddingLeft: 0, borderBottom: `1px solid ${tokens.colorNeutralStroke2}`, paddingBottom: tokens.spacingVerticalXS, flexWrap: "wrap" },
  heading: { margin: 0 },
  section: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
});

interface Props {
  title: string;
  subtitle?: string;
  icon?: ReactNode;
  // The buttons beneath the title.
  commands?: ReactNode;
  // A page that neither reads nor does anything.
  inert?: boolean;
  children: ReactNode;
}

// The frame of every page: title, commands, content, and the command lines that
// it all stands for. The tab's title follows.
export function Page({ title, subtitle, icon, commands, inert, children }: Props) {
  const styles = useStyles();
  const [registry] = useState<Registry>(() => new Map());
  useEffect(() => {
    document.title = `${title}${subtitle ? ` | ${subtitle}` : ""} - ${t.common.product}`;
  }, [title, subtitle]);
  return (
    <div className={styles.page}>
      <div className={styles.title}>
        {icon && (
          <span className={styles.icon} aria-hidden>
            {icon}
          </span>
        )}
        <div className={styles.names}>
          <Title3 as="h1" className={styles.heading}>
            {title}
          </Title3>
          {subtitle && <div className={styles.subtitle}>{subtitle}</div>}
        </div>
        {!inert && (
          <div className={styles.show}>
            <ShowPage registry={registry} />
          </div>
        )}
      </div>
      <ShownContext value={registry}>
        {commands && (
          <Toolbar aria-label={title} className={styles.toolbar}>
            {commands}
          </Toolbar>
        )}
        {children}
      </ShownContext>
    </div>
  );
}

export function Section({ title, children }: { title: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <section className={styles.section} aria-label={title}>
      <Subtitle2 as="h2" className={styles.heading}>
        {title}
      </Subtitle2>
      {children}
    </section>
  );
}

interface Query<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

// What a query came to: its data once they are there, a problem, or a spinner.
export function Loaded<T>({ query, children }: { query: Query<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) {
    return (
      <>
        {query.error != null && <Problem error={query.error} onRetry={() => void query.refetch()} />}
        {children(query.data)}
      </>
    );
  }
  if (query.error) {
    return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Spinner size="small" label={t.common.loading} labelPosition="after" />;
}
