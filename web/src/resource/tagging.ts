import { parseId } from "../azure/ids";
import { type Deed, onResource } from "../azure/request";
import { t } from "../texts";

export const tagsRight = "Microsoft.Resources/tags/write";

// Replaces the tags of a resource. It takes no right on the resource but the one
// on its tags.
export function tagging(id: string, tags: Record<string, string>): Deed {
  const { name } = parseId(id);
  return {
    title: t.resource.tagging(name),
    done: t.resource.tagged(name),
    requests: [onResource("PATCH", `${id}/providers/Microsoft.Resources/tags/default`, { body: { operation: "Replace", properties: { tags } } })],
  };
}
