// Microsoft.Resources/deployments: names, bodies and what the pages read of them.
import { arm, type Request } from "../azure/request";

export const deploymentType = "Microsoft.Resources/deployments";
export const version = "2024-07-01";

export type Mode = "Incremental" | "Complete";

export interface Wanted {
  // The text of the template, as it was written.
  template: string;
  parameters: Record<string, { value: unknown }>;
  mode: Mode;
  // The values that are not to be shown, by the variables that stand for them.
  secrets?: Record<string, string>;
}

export interface Deployment {
  id: string;
  name: string;
  location?: string;
  properties: {
    provisioningState: string;
    timestamp?: string;
    duration?: string;
    mode?: Mode;
    correlationId?: string;
    parameters?: Record<string, { type: string; value?: unknown }>;
    outputs?: Record<string, { type: string; value?: unknown }>;
    outputResources?: { id: string }[];
    error?: { code?: string; message?: string; details?: unknown[] };
  };
}

export interface Operation {
  id: string;
  operationId: string;
  properties: {
    provisioningOperation?: string;
    provisioningState: string;
    timestamp?: string;
    duration?: string;
    statusCode?: string;
    statusMessage?: unknown;
    targetResource?: { id: string; resourceType?: string; resourceName?: string };
  };
}

export interface Change {
  resourceId: string;
  changeType: string;
  delta?: Delta[];
  unsupportedReason?: string;
}

export interface Delta {
  path: string;
  propertyChangeType: string;
  before?: unknown;
  after?: unknown;
  children?: Delta[];
}

export function idOf(group: string, name: string): string {
  return `${group}/providers/${deploymentType}/${name}`;
}

// A name that nobody has taken: what is deployed, and the moment.
export function newName(what: string): string {
  const now = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  return `${what.slice(0, 40)}-${now}`;
}

export const ended = new Set(["Succeeded", "Failed", "Canceled"]);

// The body of a request, in which the template stands as it was written:
// Resource Manager takes comments in it, and names their lines in its errors.
function bodyOf(wanted: Wanted): string {
  return `{"properties":{"mode":${JSON.stringify(wanted.mode)},"parameters":${JSON.stringify(wanted.parameters)},"template":${wanted.template}}}`;
}

// The request that validates a deployment, previews or begins it.
function about(method: string, address: string, wanted: Wanted, answered = false): Request {
  return arm(method, address, version, { text: bodyOf(wanted), secrets: wanted.secrets, answered });
}

export const validation = (id: string, wanted: Wanted) => about("POST", `${id}/validate`, wanted, true);

// Begins a deployment; it goes on at the server, whoever looks.
export const beginning = (id: string, wanted: Wanted) => about("PUT", id, wanted, true);

export const preview = (id: string, wanted: Wanted) => about("POST", `${id}/whatIf`, wanted);

export function changesIn(reply: { properties?: { changes?: Change[] }; changes?: Change[] } | undefined): Change[] {
  return reply?.properties?.changes ?? reply?.changes ?? [];
}
