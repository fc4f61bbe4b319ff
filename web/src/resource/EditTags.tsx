import { useState } from "react";

import type { Resource } from "../azure/use";
import { useTasks } from "../shell/tasks";
import { t } from "../texts";
import { FormPanel } from "../ui/FormPanel";
import { isComplete, TagRows, tagsOf } from "./TagRows";
import { tagging } from "./tagging";

// Replaces the tags of a resource by those that are typed.
export default function EditTags({ resource, onClose }: { resource: Resource; onClose: () => void }) {
  const tasks = useTasks();
  const [rows, setRows] = useState(() => Object.entries(resource.tags ?? {}).map(([name, value]) => ({ name, value })));
  const deed = isComplete(rows) ? tagging(resource.id, tagsOf(rows)) : undefined;
  return (
    <FormPanel open title={t.resource.editTags} onClose={onClose} deed={deed} button={t.common.save} onDo={() => deed && void tasks.start(deed)}>
      <div>{t.resource.tagsText}</div>
      <TagRows rows={rows} onChange={setRows} strict />
    </FormPanel>
  );
}
