// Collections that may be long: what has come is shown while the rest comes.
import type { QueryFunctionContext } from "@tanstack/react-query";

import { freshFor } from "../settings";
import { type Part, parts } from "./arm";
import type { Request } from "./request";

// What a list still lacks: nothing, pages that are being read, or pages that
// could not be read.
export type Rest = "none" | "coming" | "missing";

export interface Listing<T> {
  data: T[] | undefined; // until the first page has come
  rest: Rest;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

// How a query reads a collection page by page. A later reading begins anew, as the
// pages may have changed since; what is shown stays until it has come as far.
export function growing<T>(request: Request) {
  return {
    queryFn: async ({ client, queryKey, signal }: QueryFunctionContext): Promise<Part<T>> => {
      let last: Part<T> = { rows: [], more: false };
      for await (last of parts<T>(request, signal)) {
        signal.throwIfAborted();
        if (last.more && last.rows.length >= (client.getQueryData<Part<T>>(queryKey)?.rows.length ?? 0)) {
          client.setQueryData(queryKey, last);
        }
      }
      return last;
    },
    meta: { requests: [request] },
    // A part is what a page left behind that was gone before the rest came.
    staleTime: ({ state }: { state: { data?: unknown } }) => ((state.data as Part<T> | undefined)?.more ? 0 : freshFor),
  };
}

interface Grown<T> {
  data: Part<T> | undefined;
  error: unknown;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => unknown;
}

// What a query of growing has come to.
export function listing<T>({ data, error, isPending, isFetching, refetch }: Grown<T>): Listing<T> {
  const whole = data !== undefined && !data.more;
  return { data: data?.rows, rest: whole ? "none" : isFetching || !error ? "coming" : "missing", error, isPending, refetch };
}
