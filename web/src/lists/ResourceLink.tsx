import { Link, makeStyles, tokens } from "@fluentui/react-components";

import { nameOf, parseId } from "../azure/ids";
import { kindOfType } from "../azure/kinds";
import { resourceHref } from "../routes";

const useStyles = makeStyles({
  row: { display: "inline-flex", alignItems: "center", verticalAlign: "middle", gap: tokens.spacingHorizontalS, minWidth: 0, maxWidth: "100%" },
  icon: { color: tokens.colorBrandForeground1, display: "flex", fontSize: "18px", flexShrink: 0 },
  name: { overflow: "hidden", textOverflow: "ellipsis" },
});

// A resource's name with its icon, leading to its page.
export function ResourceLink({ id, name, type, blade, query }: { id: string; name?: string; type?: string; blade?: string; query?: string }) {
  const styles = useStyles();
  const parsed = parseId(id);
  return (
    <span className={styles.row}>
      <span className={styles.icon} aria-hidden>
        {kindOfType(type ?? parsed.type).icon}
      </span>
      <Link href={resourceHref(id, blade, query)} className={styles.name}>
        {name ?? nameOf(id)}
      </Link>
    </span>
  );
}
