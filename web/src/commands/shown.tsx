// Which commands the parts of a page stand for: each part says it of itself, and
// the page shows them together.
import { createContext, useContext, useEffect, useId } from "react";

import type { Request } from "../azure/request";

export interface Shown {
  title: string;
  requests: Request[];
}

export type Registry = Map<string, Shown>;

export const ShownContext = createContext<Registry | undefined>(undefined);

// The same as a part of a page that has no button of its own for it.
export function Stands({ title, requests }: Shown) {
  useShown(title, requests);
  return null;
}

// Tells the page around what something in it sends; undefined for nothing now.
export function useShown(title: string, requests: Request[] | undefined): void {
  const registry = useContext(ShownContext);
  const id = useId();
  useEffect(() => {
    if (requests && requests.length > 0) {
      registry?.set(id, { title, requests });
    } else {
      registry?.delete(id);
    }
  });
  useEffect(() => () => void registry?.delete(id), [registry, id]);
}
