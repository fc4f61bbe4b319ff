// Commands of the Azure CLI for requests to Resource Manager.
import type { Request } from "../azure/request";
import { versionOf } from "../azure/versions";
import type { Place } from "./place";

type Words = (place: Place, request: Request) => string[] | undefined;

interface Noun {
  type: string;
  words: string[];
  // The option that names the resource which contains it.
  inside?: string;
  // Its deletion asks for a confirmation that --yes gives.
  asks?: boolean;
}

const nouns: Noun[] = [
  { type: "Microsoft.Compute/virtualMachines", words: ["vm"], asks: true },
  { type: "Microsoft.Compute/virtualMachineScaleSets", words: ["vmss"] },
  { type: "Microsoft.Compute/disks", words: ["disk"], asks: true },
  { type: "Microsoft.Compute/snapshots", words: ["snapshot"] },
  { type: "Microsoft.Compute/images", words: ["image"] },
  { type: "Microsoft.Compute/availabilitySets", words: ["vm", "availability-set"] },
  { type: "Microsoft.ManagedIdentity/userAssignedIdentities", words: ["identity"] },
  { type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", words: ["identity", "federated-credential"], inside: "--identity-name", asks: true },
  { type: "Microsoft.Network/virtualNetworks", words: ["network", "vnet"] },
  { type: "Microsoft.Network/virtualNetworks/subnets", words: ["network", "vnet", "subnet"], inside: "--vnet-name" },
  { type: "Microsoft.Network/networkInterfaces", words: ["network", "nic"] },
  { type: "Microsoft.Network/networkSecurityGroups", words: ["network", "nsg"] },
  { type: "Microsoft.Network/networkSecurityGroups/securityRules", words: ["network", "nsg", "rule"], inside: "--nsg-name" },
  { type: "Microsoft.Network/publicIPAddresses", words: ["network", "public-ip"] },
  { type: "Microsoft.Network/loadBalancers", words: ["network", "lb"] },
];

const vm = "microsoft.compute/virtualmachines";
const vmss = "microsoft.compute/virtualmachinescalesets";
const instance = `${vmss}/virtualmachines`;
const group = "microsoft.resources/subscriptions/resourcegroups";
const credential = "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials";
const deployment = "microsoft.resources/deployments";
const assignment = "microsoft.authorization/roleassignments";
const definition = "microsoft.authorization/roledefinitions";
const lock = "microsoft.authorization/locks";
const vnet = "microsoft.network/virtualnetworks";
const nsg = "microsoft.network/networksecuritygroups";

const named = ({ group: of, names }: Place) => ["-g", of, "-n", names[0] ?? ""];
const ofInstance = ({ group: of, names }: Place) => ["-g", of, "-n", names[0] ?? "", "--instance-id", names[1] ?? ""];
const pairs = (tags: Record<string, string> | undefined) => Object.entries(tags ?? {}).map(([name, value]) => `${name}=${value}`);
const option = (name: string, values: string[]) => (values.length > 0 ? [name, ...values] : []);

// What is done to all instances of a scale set, or to some of them.
const onInstances = (verb: string, whichever = "--instance-ids"): Words => (place) => ["vmss", verb, ...named(place), ...option(whichever, place.body?.instanceIds ?? [])];

// Where a deployment or a lock stands.
const level = (place: Place) => (place.group ? { word: "group", options: ["-g", place.group] } : { word: "sub", options: [] });

const powerOf: Record<string, string> = { start: "start", restart: "restart", deallocate: "deallocate", poweroff: "stop", reimage: "reimage" };

export const armCommands: Record<string, Words> = {
  ...Object.fromEntries(nouns.flatMap(ofNoun)),
  ...Object.fromEntries(Object.entries(powerOf).map(([action, verb]): [string, Words] => [`POST ${vm}/${action}`, (place) => ["vm", verb, ...named(place)]])),
  ...Object.fromEntries(Object.entries(powerOf).map(([action, verb]): [string, Words] => [`POST ${vmss}/${action}`, onInstances(verb)])),
  ...Object.fromEntries(Object.entries(powerOf).map(([action, verb]): [string, Words] => [`POST ${instance}/${action}`, (place) => ["vmss", verb, "-g", place.group, "-n", place.names[0] ?? "", "--instance-ids", place.names[1] ?? ""]])),
  [`GET ${vm}/instanceview/*`]: (place) => ["vm", "get-instance-view", ...named(place)],
  [`GET ${instance}/*`]: ({ group: of, names, query }) => ["vmss", "list-instances", "-g", of, "-n", names[0] ?? "", ...(query.get("$expand") ? ["--expand", query.get("$expand") ?? ""] : [])],
  [`GET ${instance}`]: (place) => (isOwn(place, instance) ? ["vmss", "show", ...ofInstance(place)] : undefined),
  [`GET ${instance}/instanceview/*`]: (place) => ["vmss", "get-instance-view", ...ofInstance(place)],
  [`GET ${vmss}/networkinterfaces/*`]: ({ group: of, names }) => ["vmss", "nic", "list", "-g", of, "--vmss-name", names[0] ?? ""],
  [`POST ${vmss}/manualupgrade`]: onInstances("update-instances"),
  [`POST ${vmss}/delete`]: onInstances("delete-instances"),
  [`PATCH ${vmss}`]: (place) => (typeof place.body?.sku?.capacity === "number" && !place.body.identity ? ["vmss", "scale", ...named(place), "--new-capacity", String(place.body.sku.capacity)] : undefined),

  "GET microsoft.resources/subscriptions/*": () => ["account", "list"],
  "GET microsoft.resources/subscriptions": ({ subscription }) => ["account", "show", "--subscription", subscription],
  "GET microsoft.resources/subscriptions/locations/*": () => ["account", "list-locations"],
  "GET microsoft.resources/subscriptions/resources/*": () => ["resource", "list"],
  [`GET ${group}/*`]: () => ["group", "list"],
  [`GET ${group}`]: (place) => ["group", "show", "-n", place.group],
  [`GET ${group}/resources/*`]: (place) => ["resource", "list", "-g", place.group],
  [`PUT ${group}`]: ({ group: of, body }) => ["group", "create", "-n", of, "-l", body?.location ?? "", ...option("--tags", pairs(body?.tags))],
  [`DELETE ${group}`]: (place) => ["group", "delete", "-n", place.group, "--yes"],

  "PUT microsoft.managedidentity/userassignedidentities": (place) => ["identity", "create", ...named(place), "-l", place.body?.location ?? "", ...option("--tags", pairs(place.body?.tags))],
  [`PUT ${credential}`]: ({ group: of, names, body }) => [
    "identity", "federated-credential", "create", "-g", of, "--identity-name", names[0] ?? "", "-n", names[1] ?? "",
    "--issuer", body?.properties?.issuer ?? "", "--subject", body?.properties?.subject ?? "", "--audiences", ...(body?.properties?.audiences ?? []),
  ],

  "GET microsoft.resources/tags": (place) => ["tag", "list", "--resource-id", place.scope],
  "PATCH microsoft.resources/tags": ({ scope, body }) => ["tag", "update", "--resource-id", scope, "--operation", body?.operation ?? "", "--tags", ...pairs(body?.properties?.tags)],

  [`GET ${assignment}/*`]: ({ scope, query }) => {
    const principal = /^assignedTo\('(.*)'\)$/i.exec(query.get("$filter") ?? "")?.[1];
    return principal ? ["role", "assignment", "list", "--all", "--include-groups", "--assignee", principal] : ["role", "assignment", "list", "--scope", scope, "--include-inherited"];
  },
  [`PUT ${assignment}`]: ({ scope, body }) => [
    "role", "assignment", "create", "--scope", scope, "--role", lastOf(body?.properties?.roleDefinitionId), "--assignee-object-id", body?.properties?.principalId ?? "",
    ...(body?.properties?.principalType ? ["--assignee-principal-type", body.properties.principalType] : []),
  ],
  [`DELETE ${assignment}`]: (place) => ["role", "assignment", "delete", "--ids", place.id],
  [`GET ${definition}/*`]: ({ scope }) => ["role", "definition", "list", ...(scope === "/" ? [] : ["--scope", scope])],
  [`PUT ${definition}`]: ({ body: { properties: role = {} } = {} }) => [
    "role", "definition", "create", "--role-definition",
    JSON.stringify({ Name: role.roleName, Description: role.description, Actions: role.permissions?.[0]?.actions, NotActions: role.permissions?.[0]?.notActions, AssignableScopes: role.assignableScopes }),
  ],
  [`DELETE ${definition}`]: ({ names, scope }) => ["role", "definition", "delete", "--name", names.at(-1) ?? "", ...(scope === "/" ? [] : ["--scope", scope])],
  [`GET ${lock}/*`]: (place) => ["lock", "list", ...at(place)],
  [`PUT ${lock}`]: (place) => ["lock", "create", "-n", place.names.at(-1) ?? "", "--lock-type", place.body?.properties?.level ?? "", ...at(place), ...(place.body?.properties?.notes ? ["--notes", place.body.properties.notes] : [])],
  [`DELETE ${lock}`]: (place) => ["lock", "delete", "--ids", place.id],

  [`GET ${deployment}/*`]: (place) => ["deployment", level(place).word, "list", ...level(place).options],
  [`GET ${deployment}`]: (place) => deploy("show", place),
  [`GET ${deployment}/operations/*`]: (place) => ["deployment", "operation", level(place).word, "list", ...level(place).options, "-n", place.names[0] ?? ""],
  [`POST ${deployment}/exporttemplate`]: (place) => deploy("export", place),
  [`POST ${deployment}/cancel`]: (place) => deploy("cancel", place),
  [`DELETE ${deployment}`]: (place) => deploy("delete", place),
  [`PUT ${deployment}`]: (place, request) => deploy("create", place, template(place, request)),
  [`POST ${deployment}/validate`]: (place, request) => deploy("validate", place, template(place, request)),
  [`POST ${deployment}/whatif`]: (place, request) => deploy("what-if", place, template(place, request)),

  [`PUT ${vnet}/subnets`]: ({ group: of, names, body }) => ["network", "vnet", "subnet", "create", "-g", of, "--vnet-name", names[0] ?? "", "-n", names[1] ?? "", "--address-prefixes", body?.properties?.addressPrefix ?? ""],
  [`PUT ${vnet}`]: (place) => {
    const subnet = place.body?.properties?.subnets?.[0];
    return [
      "network", "vnet", "create", ...named(place), "-l", place.body?.location ?? "", "--address-prefixes", ...(place.body?.properties?.addressSpace?.addressPrefixes ?? []),
      ...(subnet ? ["--subnet-name", subnet.name, "--subnet-prefixes", subnet.properties?.addressPrefix ?? ""] : []),
    ];
  },
  [`PUT ${nsg}`]: (place) => ["network", "nsg", "create", ...named(place), "-l", place.body?.location ?? ""],
  [`PUT ${nsg}/securityrules`]: ({ group: of, names, body: { properties: rule = {} } = {} }) => [
    "network", "nsg", "rule", "create", "-g", of, "--nsg-name", names[0] ?? "", "-n", names[1] ?? "", "--priority", String(rule.priority), "--direction", rule.direction, "--access", rule.access, "--protocol", rule.protocol,
    "--source-address-prefixes", rule.sourceAddressPrefix, "--source-port-ranges", rule.sourcePortRange, "--destination-address-prefixes", rule.destinationAddressPrefix, "--destination-port-ranges", rule.destinationPortRange,
  ],
};

// Reading and deleting are the same for all nouns. A command reads at an
// api-version of its own, so it stands for the page's only.
function ofNoun({ type, words, inside, asks }: Noun): [string, Words][] {
  const key = type.toLowerCase();
  const which = ({ group: of, names }: Place) => ["-g", of, ...(inside ? [inside, names[0] ?? ""] : []), "-n", names.at(-1) ?? ""];
  return [
    [`GET ${key}`, (place) => (isOwn(place, type) ? [...words, "show", ...which(place)] : undefined)],
    [`GET ${key}/*`, (place) => [...words, "list", ...(place.group ? ["-g", place.group] : []), ...(inside ? [inside, place.names[0] ?? ""] : [])]],
    [`DELETE ${key}`, (place) => [...words, "delete", ...which(place), ...(asks ? ["--yes"] : [])]],
  ];
}

function isOwn(place: Place, type: string): boolean {
  return place.version === versionOf(type);
}

function lastOf(id: string | undefined): string {
  return (id ?? "").split("/").at(-1) ?? "";
}

function at(place: Place): string[] {
  if (!place.group) {
    return [];
  }
  const provider = place.scope.split("/providers/")[1]?.split("/");
  return provider ? ["--resource", place.scope] : ["-g", place.group];
}

function deploy(verb: string, place: Place, more: string[] = []): string[] {
  return ["deployment", level(place).word, verb, ...level(place).options, "-n", place.names[0] ?? "", ...more];
}

// Where the template has comments the body is no JSON: its parameters stand
// before it.
function template(place: Place, request: Request): string[] {
  const text = request.text ?? "";
  const start = text.indexOf('"parameters":') + '"parameters":'.length;
  const parameters: Record<string, { value: unknown }> = place.body?.properties?.parameters ?? JSON.parse(text.slice(start, text.indexOf(',"template":')));
  const value = (of: unknown) => (typeof of === "string" ? of : JSON.stringify(of));
  const mode = /"mode":"(\w+)"/.exec(text)?.[1] ?? "Incremental";
  return ["--mode", mode, "--template-file", "template.json", ...option("--parameters", Object.entries(parameters).map(([name, one]) => `${name}=${value(one.value)}`))];
}
