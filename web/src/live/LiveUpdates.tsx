// Keeps what is shown in step with the server.
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

import { isGone } from "../azure/gone";
import { within } from "../azure/ids";
import { type Change, follow, type LiveState } from "./stream";

const LiveContext = createContext<LiveState>("connecting");

export function useLiveState(): LiveState {
  return useContext(LiveContext);
}

// Changes that come together are answered with one reading.
const gather = 200;

export function LiveUpdates({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");
  useEffect(() => {
    const end = new AbortController();
    let waiting: Change[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const changes = waiting;
      waiting = [];
      void renew(client, changes);
    };
    void follow(
      {
        onChanges: (changes) => {
          waiting.push(...changes);
          timer ??= setTimeout(flush, gather);
        },
        onMissed: () => void client.invalidateQueries(),
        onState: setState,
      },
      end.signal,
    );
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, [client]);
  return <LiveContext value={state}>{children}</LiveContext>;
}

// Reads anew what the changes may concern: the thing itself, what is beneath it
// or above it, and every collection of its kind.
export function renew(client: QueryClient, changes: Change[]): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey: [service, path] }) => !isGone(String(service), String(path)) && changes.some((change) => concerns(change, String(service), String(path))),
  });
}

function concerns(change: Change, service: string, path: string): boolean {
  if (change.kind.startsWith("directory/")) {
    return service === "graph";
  }
  if (service !== "arm") {
    return false;
  }
  const place = path.split("?")[0]?.toLowerCase() ?? "";
  if (change.kind === "azimuth/event") {
    return place.includes("/eventtypes/");
  }
  const collection = `/${change.kind.split("/").at(-1)}`;
  return within(place, change.id) || within(change.id, place) || place.endsWith(collection) || place.endsWith("/resources") || (change.kind.startsWith("microsoft.authorization/") && place.endsWith("/permissions"));
}
