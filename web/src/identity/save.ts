import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ApiError } from "../azure/errors";
import type { Deed } from "../azure/request";
import type { Resource } from "../azure/use";
import { useTasks } from "../shell/tasks";

// Changes the identities of a resource as they were when they were shown: where
// somebody else was faster, nothing is changed, and the present state is read.
export function useSaveIdentity(resource: Resource) {
  const tasks = useTasks();
  const client = useQueryClient();
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const save = async (deed: Deed): Promise<boolean> => {
    setSaving(true);
    setFailure(undefined);
    const saved = await tasks.start(deed);
    if (!saved.ok) {
      setFailure(saved.error);
      if (saved.error instanceof ApiError) {
        await client.invalidateQueries({ queryKey: ["arm", resource.id] });
      }
    }
    setSaving(false);
    return saved.ok;
  };
  return { save, saving, failure, forget: () => setFailure(undefined) };
}

export function isConflict(failure: unknown): boolean {
  return failure instanceof ApiError && failure.status === 412;
}
