import { makeStyles, tokens } from "@fluentui/react-components";

import type { Request } from "../azure/request";
import { useSubscriptions } from "../azure/use";
import { t } from "../texts";
import { Code } from "../ui/Code";
import { CopyButton } from "../ui/Copyable";
import { az } from "./az";
import { curl } from "./curl";
import type { Shown } from "./shown";

const useStyles = makeStyles({
  all: { display: "grid", gap: tokens.spacingVerticalL, minWidth: 0 },
  one: { display: "grid", gap: tokens.spacingVerticalS, minWidth: 0 },
  heading: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  head: { display: "flex", alignItems: "center", justifyContent: "space-between", color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  text: { margin: 0, color: tokens.colorNeutralForeground2 },
});

// Requests as commands for a shell.
export default function Commands({ shown }: { shown: Shown[] }) {
  const styles = useStyles();
  const { data: subscriptions } = useSubscriptions();
  const several = (subscriptions ?? []).length > 1;
  return (
    <div className={styles.all}>
      <p className={styles.text}>{t.command.text}</p>
      {shown.map(({ title, requests }, i) => (
        <section key={i} className={styles.one} aria-label={title}>
          <h3 className={styles.heading}>{title}</h3>
          <One title={t.command.az} of={title} text={requests.map((request) => az(request, several ? subscriptionOf(request) : "")).join("\n")} />
          <One title={t.command.curl} of={title} text={requests.map(curl).join("\n\n")} />
        </section>
      ))}
    </div>
  );
}

function subscriptionOf(request: Request): string {
  return /^\/subscriptions\/([^/?]+)/.exec(request.address)?.[1] ?? "";
}

function One({ title, of, text }: { title: string; of: string; text: string }) {
  const styles = useStyles();
  return (
    <div>
      <div className={styles.head}>
        {title}
        <CopyButton value={text} what={`${title}: ${of}`} />
      </div>
      <Code text={text} label={`${title}: ${of}`} wrap />
    </div>
  );
}
