// What one resource of a type is called, and what many are.
export const kinds: Record<string, [one: string, many: string]> = {
  "microsoft.compute/virtualmachines": ["Virtual machine", "Virtual machines"],
  "microsoft.compute/virtualmachinescalesets": ["Virtual machine scale set", "Virtual machine scale sets"],
  "microsoft.compute/virtualmachinescalesets/virtualmachines": ["Instance", "Instances"],
  "microsoft.compute/disks": ["Disk", "Disks"],
  "microsoft.compute/snapshots": ["Snapshot", "Snapshots"],
  "microsoft.compute/images": ["Image", "Images"],
  "microsoft.compute/availabilitysets": ["Availability set", "Availability sets"],
  "microsoft.managedidentity/userassignedidentities": ["Managed identity", "Managed identities"],
  "microsoft.network/virtualnetworks": ["Virtual network", "Virtual networks"],
  "microsoft.network/networkinterfaces": ["Network interface", "Network interfaces"],
  "microsoft.network/networksecuritygroups": ["Network security group", "Network security groups"],
  "microsoft.network/publicipaddresses": ["Public IP address", "Public IP addresses"],
  "microsoft.network/loadbalancers": ["Load balancer", "Load balancers"],
  "microsoft.resources/resourcegroups": ["Resource group", "Resource groups"],
  "microsoft.resources/subscriptions": ["Subscription", "Subscriptions"],
  "microsoft.resources/deployments": ["Deployment", "Deployments"],
};
