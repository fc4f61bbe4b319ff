// Reading with a cache: one query for each address, shared by what shows it and
// renewed when the server tells of a change. Each query knows the requests that
// it makes, so that a page can show them.
import { keepPreviousData, type QueryClient, useQuery, type UseQueryResult } from "@tanstack/react-query";

import { get, list } from "./arm";
import { ApiError } from "./errors";
import { isGone } from "./gone";
import type { DirectoryObject } from "./graph";
import { parseId } from "./ids";
import { growing, type Listing, listing } from "./listing";
import { arm, graph, type Request } from "./request";
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

interface Signalled {
  signal: AbortSignal;
}

// How a query reads the answer to a request.
export function one<T>(request: Request) {
  return { queryFn: ({ signal }: Signalled) => get<T>(request, signal), meta: { requests: [request] } };
}

// How a query reads all pages of a collection, for what is wrong without the last.
export function every<T>(request: Request) {
  return { queryFn: ({ signal }: Signalled) => list<T>(request, signal), meta: { requests: [request] } };
}

// A resource, or with a query such as "?$expand=instanceView" more of it.
export function useResource<T = Resource>(id: string, query = "", version = ""): UseQueryResult<T> {
  return useQuery({ queryKey: ["arm", id + query, version], ...one<T>(arm("GET", id + query, version || versionOf(parseId(id).type))), enabled: id !== "", retry });
}

// A collection at a path. type decides the api-version where none is given.
export function useList<T = Resource>(path: string, type: string, version = ""): Listing<T> {
  return listing(useQuery({ queryKey: ["arm", path], ...growing<T>(arm("GET", path, version || versionOf(type))), enabled: path !== "", placeholderData: keepPreviousData, retry }));
}

export function useObjects<T = DirectoryObject>(path: string): Listing<T> {
  return listing(useQuery({ queryKey: ["graph", path], ...growing<T>(graph("GET", path)), enabled: path !== "", retry }));
}

export function useObject<T = DirectoryObject>(path: string): UseQueryResult<T> {
  return useQuery({ queryKey: ["graph", path], ...one<T>(graph("GET", path)), enabled: path !== "", retry });
}

// What the server said it means; only a lost connection is worth a second try.
export function retry(count: number, error: Error): boolean {
  return !(error instanceof ApiError) && count < 2;
}

// Reads anew what is shown of a resource and of the collections that it is in.
export function refreshAll(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ refetchType: "active", predicate: ({ queryKey: [service, path] }) => !isGone(String(service), String(path)) });
}

export interface Subscription {
  subscriptionId: string;
  displayName: string;
}

export function useSubscriptions(): UseQueryResult<Subscription[]> {
  return useQuery({ queryKey: ["arm", "/subscriptions"], ...every<Subscription>(arm("GET", "/subscriptions", "2022-12-01")), staleTime: 300_000, retry });
}
