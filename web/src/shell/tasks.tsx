// What the user set going in this tab: each task shows its progress, ends in a
// notification and stays in the list of them.
import { Spinner, Toast, ToastBody, Toaster, ToastTitle, useId, useToastController } from "@fluentui/react-components";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";

import { perform } from "../azure/arm";
import { noteGone, unnoteGone } from "../azure/gone";
import type { Deed } from "../azure/request";
import { refreshAll } from "../azure/use";
import { t } from "../texts";
import { ErrorText } from "../ui/Problem";

export interface Task {
  id: number;
  title: string;
  deed: Deed;
  state: "running" | "succeeded" | "failed";
  // The state of the operation behind it, as the server names it.
  progress?: string;
  error?: unknown;
  began: Date;
}

interface Tasks {
  tasks: Task[];
  // Sends the requests of a deed, each when the one before has come to its end,
  // and gives the last answer. This is the only way in which the page changes
  // anything.
  start: <T = any>(deed: Deed) => Promise<{ ok: true; value: T } | { ok: false; error: unknown }>;
  clear: () => void;
}

const TasksContext = createContext<Tasks | undefined>(undefined);

export function useTasks(): Tasks {
  const tasks = useContext(TasksContext);
  if (!tasks) {
    throw new Error("no TasksProvider is around");
  }
  return tasks;
}

export function TasksProvider({ children }: { children: ReactNode }) {
  const [tasks, setTasks] = useState<Task[]>([]);
  const next = useRef(1);
  const toasterId = useId("toaster");
  const { dispatchToast, updateToast } = useToastController(toasterId);
  const client = useQueryClient();

  const start = useCallback<Tasks["start"]>(
    async <T,>(deed: Deed) => {
      const id = next.current++;
      const toastId = `task-${id}`;
      const change = (changed: Partial<Task>) => setTasks((all) => all.map((task) => (task.id === id ? { ...task, ...changed } : task)));
      setTasks((all) => [{ id, deed, title: deed.title, state: "running", began: new Date() }, ...all]);
      const running = (progress?: string) => (
        <Toast>
          <ToastTitle media={<Spinner size="tiny" aria-hidden />}>{deed.title}</ToastTitle>
          {progress && <ToastBody>{progress}</ToastBody>}
        </Toast>
      );
      dispatchToast(running(), { toastId, timeout: -1 });
      try {
        let value: unknown;
        for (const request of deed.requests) {
          noteGone(request);
          try {
            value = await perform(request, (progress) => {
              change({ progress });
              updateToast({ toastId, content: running(progress) });
            });
          } catch (error) {
            unnoteGone(request);
            throw error;
          }
        }
        await refreshAll(client);
        change({ state: "succeeded", progress: undefined, title: deed.done });
        updateToast({ toastId, intent: "success", timeout: 5000, content: <Toast><ToastTitle>{deed.done}</ToastTitle></Toast> });
        return { ok: true, value: value as T };
      } catch (error) {
        change({ state: "failed", progress: undefined, error });
        updateToast({
          toastId,
          intent: "error",
          timeout: 15_000,
          content: (
            <Toast>
              <ToastTitle>{`${deed.title}: ${t.shell.failed.toLowerCase()}`}</ToastTitle>
              <ToastBody>
                <ErrorText error={error} />
              </ToastBody>
            </Toast>
          ),
        });
        return { ok: false, error };
      }
    },
    [client, dispatchToast, updateToast],
  );

  const clear = useCallback(() => setTasks((all) => all.filter((task) => task.state === "running")), []);
  const value = useMemo(() => ({ tasks, start, clear }), [tasks, start, clear]);
  return (
    <TasksContext value={value}>
      {children}
      <Toaster toasterId={toasterId} position="top-end" pauseOnHover offset={{ vertical: 56 }} />
    </TasksContext>
  );
}
