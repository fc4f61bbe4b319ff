// What the pages about one deployment read.
import { useQuery } from "@tanstack/react-query";

import { arm } from "../azure/request";
import { one, retry } from "../azure/use";
import { type Deployment, ended, version } from "./api";

// While it runs a deployment is asked for anew so often, in milliseconds.
export const pace = 1000;

export function useDeployment(id: string) {
  return useQuery({
    queryKey: ["arm", id],
    ...one<Deployment>(arm("GET", id, version)),
    retry,
    enabled: id !== "",
    refetchInterval: (query) => (query.state.data && ended.has(query.state.data.properties.provisioningState) ? false : pace),
  });
}

// The template with which something was deployed.
export function useTemplate(id: string) {
  return useQuery({ queryKey: ["arm", `${id}/exportTemplate`], ...one<{ template: unknown }>(arm("POST", `${id}/exportTemplate`, version)), retry, enabled: id !== "" });
}
