// What the user set going in this tab: each task shows its progress, ends in a
// notification and stays in the list of them.
import { Spinner, Toast, ToastBody, Toaster, ToastTitle, useId, useToastController } from "@fluentui/react-components";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";

import { refreshAll } from "../azure/use";
import { t } from "../texts";
import { ErrorText } from "../ui/Problem";

export interface Task {
  id: number;
  title: string;
  state: "running" | "succeeded" | "failed";
  // The state of the operation behind it, as the server names it.
  progress?: string;
  error?: unknown;
  began: Date;
}

interface Wanted<T> {
  // What happens, such as "Saving the identity of vm1".
  title: string;
  // What is true once it has happened, such as "vm1 has a system-assigned identity".
  done?: string;
  run: (onProgress: (state: string) => void) => Promise<T>;
}

interface Tasks {
  tasks: Task[];
  // Runs a task to its end; undefined where it failed.
  start: <T>(wanted: Wanted<T>) => Promise<{ ok: true; value: T } | { ok: false; error: unknown }>;
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
    async (wanted) => {
      const id = next.current++;
      const toastId = `task-${id}`;
      const change = (changed: Partial<Task>) => setTasks((all) => all.map((task) => (task.id === id ? { ...task, ...changed } : task)));
      setTasks((all) => [{ id, title: wanted.title, state: "running", began: new Date() }, ...all]);
      const running = (progress?: string) => (
        <Toast>
          <ToastTitle media={<Spinner size="tiny" aria-hidden />}>{wanted.title}</ToastTitle>
          {progress && <ToastBody>{progress}</ToastBody>}
        </Toast>
      );
      dispatchToast(running(), { toastId, timeout: -1 });
      try {
        const value = await wanted.run((progress) => {
          change({ progress });
          updateToast({ toastId, content: running(progress) });
        });
        await refreshAll(client);
        change({ state: "succeeded", progress: undefined, title: wanted.done ?? wanted.title });
        updateToast({ toastId, intent: "success", timeout: 5000, content: <Toast><ToastTitle>{wanted.done ?? wanted.title}</ToastTitle></Toast> });
        return { ok: true, value };
      } catch (error) {
        change({ state: "failed", progress: undefined, error });
        updateToast({
          toastId,
          intent: "error",
          timeout: 15_000,
          content: (
            <Toast>
              <ToastTitle>{`${wanted.title}: ${t.shell.failed.toLowerCase()}`}</ToastTitle>
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
