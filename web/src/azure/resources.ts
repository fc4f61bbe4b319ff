// Everything that the user may read, over all subscriptions.
import { useQueries } from "@tanstack/react-query";

import { growing, listing, type Rest } from "./listing";
import { arm } from "./request";
import { retry, type Resource, useSubscriptions } from "./use";
import { versionOf } from "./versions";

export interface Collected<T> {
  rows: T[];
  loading: boolean; // nothing has come yet
  rest: Rest;
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
      ...growing<T>(arm("GET", `/subscriptions/${subscriptionId}${path}`, versionOf(type))),
      enabled,
      retry,
    })),
  });
  const lists = queries.map((query) => listing<T>(query));
  const rests = lists.map((list) => list.rest);
  return {
    rows: lists.flatMap((list) => list.data ?? []),
    loading: subscriptions.isPending || (lists.length > 0 && lists.every((list) => list.isPending)),
    rest: rests.find((rest) => rest === "coming") ?? rests.find((rest) => rest === "missing") ?? "none",
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
