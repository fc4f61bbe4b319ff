// The api-versions in which the page speaks.
const versions: Record<string, string> = {
  "microsoft.resources/subscriptions": "2022-12-01",
  "microsoft.resources/resourcegroups": "2022-09-01",
  "microsoft.resources/deployments": "2024-07-01",
  "microsoft.compute/virtualmachines": "2024-07-01",
  "microsoft.compute/virtualmachinescalesets": "2024-07-01",
  "microsoft.compute/virtualmachinescalesets/virtualmachines": "2024-07-01",
  "microsoft.compute/disks": "2024-03-02",
  "microsoft.compute/snapshots": "2024-03-02",
  "microsoft.compute/images": "2024-07-01",
  "microsoft.compute/availabilitysets": "2024-07-01",
  "microsoft.managedidentity/userassignedidentities": "2023-01-31",
  "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": "2023-01-31",
  "microsoft.authorization/roleassignments": "2022-04-01",
  "microsoft.authorization/roledefinitions": "2022-04-01",
  "microsoft.authorization/locks": "2020-05-01",
};

// Resources of these providers, where no type says otherwise.
const ofProvider: Record<string, string> = {
  "microsoft.network": "2024-05-01",
  "microsoft.compute": "2024-07-01",
  "microsoft.resources": "2022-09-01",
};

export function versionOf(type: string): string {
  const key = type.toLowerCase();
  return versions[key] ?? ofProvider[key.split("/")[0] ?? ""] ?? "2022-09-01";
}

export const permissionsVersion = "2022-04-01";
export const explainVersion = "2022-04-01";
export const eventsVersion = "2015-04-01";
