// Reading with a cache: one query for each address, shared by what shows it and
// renewed when the server tells of a change.
import { keepPreviousData, type QueryClient, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { at, get, list } from "./arm";
import { ApiError } from "./errors";
import { graphGet, graphList, type DirectoryObject } from "./graph";
import { parseId } from "./ids";
import { versionOf } from "./versions";

export interface Resource {
  id: string;
  name: string;
  type: string;
  location?: string;
  tags?: Record<string, string>;
  etag?: string;
  identity?: Identity;
  sku?: { name?: string; tier?: string; capacity?: number };
  zones?: string[];
  properties: any;
  [member: string]: unknown;
}

export interface Identity {
  type?: string;
  principalId?: string;
  tenantId?: string;
  userAssignedIdentities?: Record<string, { principalId?: string; clientId?: string }>;
}

// A resource, or with a query such as "?$expand=instanceView" more of it.
export function useResource<T = Resource>(id: string, query = "", version = ""): UseQueryResult<T> {
  return useQuery({
    queryKey: ["arm", id + query, version],
    queryFn: ({ signal }) => get<T>(at(id + query, version || versionOf(parseId(id).type)), signal),
    enabled: id !== "",
    retry,
  });
}

// A collection at a path. type decides the api-version where none is given.
export function useList<T = Resource>(path: string, type: string, version = ""): UseQueryResult<T[]> {
  return useQuery({
    queryKey: ["arm", path],
    queryFn: ({ signal }) => list<T>(at(path, version || versionOf(type)), signal),
    enabled: path !== "",
    placeholderData: keepPreviousData,
    retry,
  });
}

export function useObjects<T = DirectoryObject>(path: string): UseQueryResult<T[]> {
  return useQuery({ queryKey: ["graph", path], queryFn: ({ signal }) => graphList<T>(path, signal), enabled: path !== "", retry });
}

export function useObject<T = DirectoryObject>(path: string): UseQueryResult<T> {
  return useQuery({ queryKey: ["graph", path], queryFn: ({ signal }) => graphGet<T>(path, signal), enabled: path !== "", retry });
}

// What the server said it means; only a lost connection is worth a second try.
function retry(count: number, error: Error): boolean {
  return !(error instanceof ApiError) && count < 2;
}

// Reads anew what is shown of a resource and of the collections that it is in.
export function refreshAll(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ refetchType: "active" });
}

export function useSubscriptions(): UseQueryResult<{ subscriptionId: string; displayName: string }[]> {
  return useQuery({ queryKey: ["arm", "/subscriptions"], queryFn: ({ signal }) => list(at("/subscriptions", "2022-12-01"), signal), staleTime: 300_000, retry });
}
