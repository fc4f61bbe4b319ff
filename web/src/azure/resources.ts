// Everything that the user may read, over all subscriptions.
import { useQueries } from "@tanstack/react-query";

import { arm } from "./request";
import { every, retry, type Resource, useSubscriptions } from "./use";
import { versionOf } from "./versions";

export interface Collected<T> {
  rows: T[];
  loading: boolean;
  error: unknown;
  refetch: () => void;
}

// A collection of each subscription, put together. path is what follows
// "/subscriptions/{id}", such as "/resources".
export function useEverywhere<T = Resource>(path: string, type: string, enabled = true): Collected<T> {
  const subscriptions = useSubscriptions();
  const queries = useQueries({
    queries: (subscriptions.data ?? []).map(({ subscriptionId }) => ({
      queryKey: ["arm", `/subscriptions/${subscriptionId}${path}`],
      ...every<T>(arm("GET", `/subscriptions/${subscriptionId}${path}`, versionOf(type))),
      enabled,
      retry,
    })),
  });
  return {
    rows: queries.flatMap((query) => query.data ?? []),
    loading: subscriptions.isPending || queries.some((query) => query.isPending),
    error: subscriptions.error ?? queries.find((query) => query.error)?.error,
    refetch: () => {
      void subscriptions.refetch();
      for (const query of queries) {
        void query.refetch();
      }
    },
  };
}

export function useAllResources(enabled = true): Collected<Resource> {
  return useEverywhere("/resources", "Microsoft.Resources/resources", enabled);
}

export function useOfType(type: string): Collected<Resource> {
  return useEverywhere(`/providers/${type}`, type);
}

export function useGroups(): Collected<Resource> {
  return useEverywhere("/resourcegroups", "Microsoft.Resources/resourceGroups");
}
