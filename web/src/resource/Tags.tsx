import { Button, makeStyles, Tooltip, tokens } from "@fluentui/react-components";
import { EditRegular } from "@fluentui/react-icons";
import { lazy, Suspense, useState } from "react";

import { useRights } from "../azure/permissions";
import type { Resource } from "../azure/use";
import { useShown } from "../commands/shown";
import { t } from "../texts";
import { tagging, tagsRight } from "./tagging";

const EditTags = lazy(() => import("./EditTags"));

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalXS },
  list: { listStyle: "none", margin: 0, padding: 0, display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
  tag: { paddingInline: tokens.spacingHorizontalS, borderRadius: tokens.borderRadiusMedium, backgroundColor: tokens.colorNeutralBackground4, fontSize: tokens.fontSizeBase200 },
});

// The tags of a resource, to look at and to edit.
export function Tags({ resource }: { resource: Resource }) {
  const styles = useStyles();
  const rights = useRights(resource.id);
  const [editing, setEditing] = useState(false);
  const tags = Object.entries(resource.tags ?? {});
  const allowed = rights.can(tagsRight);
  useShown(t.resource.editTags, tagging(resource.id, resource.tags ?? {}).requests);
  return (
    <span className={styles.row}>
      {tags.length === 0 ? (
        t.resource.noTags
      ) : (
        <ul className={styles.list}>
          {tags.map(([name, value]) => (
            <li key={name} className={styles.tag}>{`${name}: ${value}`}</li>
          ))}
        </ul>
      )}
      <Tooltip content={allowed ? t.resource.editTags : t.common.notAllowed(tagsRight)} relationship={allowed ? "label" : "description"}>
        <Button appearance="subtle" size="small" icon={<EditRegular />} aria-label={t.resource.editTags} disabledFocusable={!allowed} onClick={() => setEditing(true)} />
      </Tooltip>
      {editing && (
        <Suspense>
          <EditTags resource={resource} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </span>
  );
}
