// Microsoft.Resources/deployments: names, bodies and what the pages read of them.
import { at, write } from "../azure/arm";
import { ask } from "../azure/http";
import { curl } from "../ui/curl";

export const deploymentType = "Microsoft.Resources/deployments";
export const version = "2024-07-01";

export type Mode = "Incremental" | "Complete";

export interface Wanted {
  // The text of the template, as it was written.
  template: string;
  parameters: Record<string, { value: unknown }>;
  mode: Mode;
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

const raw = (wanted: Wanted) => ({ text: bodyOf(wanted) });

export async function validate(id: string, wanted: Wanted, signal?: AbortSignal): Promise<void> {
  await ask("arm", "POST", at(`${id}/validate`, version), { ...raw(wanted), signal });
}

// Begins a deployment; it goes on at the server, whoever looks.
export async function begin(id: string, wanted: Wanted): Promise<Deployment> {
  return (await ask("arm", "PUT", at(id, version), raw(wanted))).body as Deployment;
}

export async function whatIf(id: string, wanted: Wanted): Promise<Change[]> {
  const reply = await write<{ properties?: { changes?: Change[] }; changes?: Change[] }>("POST", at(`${id}/whatIf`, version), raw(wanted));
  return reply?.properties?.changes ?? reply?.changes ?? [];
}

export function command(group: string, name: string, wanted: Wanted) {
  const groupName = group.split("/").at(-1) ?? "";
  const shown = Object.fromEntries(Object.keys(wanted.parameters).map((key) => [key, { value: `<${key}>` }]));
  return {
    az: `az deployment group create -g ${groupName} -n ${name} --mode ${wanted.mode} --template-file template.json --parameters ${Object.keys(wanted.parameters).map((key) => `${key}=...`).join(" ")}`,
    curl: curl("PUT", at(idOf(group, name), version), { properties: { mode: wanted.mode, parameters: shown, template: "<template>" } }),
  };
}
