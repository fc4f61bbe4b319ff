// The server under test, as its administrator has it: what the portal does is
// checked here, through Resource Manager and the metadata service.
import { randomUUID } from "node:crypto";

export class Azimuth {
  constructor(environment) {
    this.environment = environment;
    this.origin = environment.resourceManager;
    this.subscription = `/subscriptions/${environment.subscriptionId}`;
  }

  async signIn() {
    const { login, tenantId, clientId, clientSecret } = this.environment;
    this.tokens = {};
    for (const [audience, scope] of [["arm", "https://management.azure.com/.default"], ["graph", "https://graph.microsoft.com/.default"]]) {
      const response = await fetch(`${login}/${tenantId}/oauth2/v2.0/token`, {
        method: "POST",
        body: new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope }),
      });
      this.tokens[audience] = (await response.json()).access_token;
    }
    return this;
  }

  // Asks Resource Manager; throws where it says no, unless the status is expected.
  async arm(method, path, body, headers = {}) {
    const version = path.includes("api-version=") ? "" : `${path.includes("?") ? "&" : "?"}api-version=${versionOf(path)}`;
    return this.#ask("arm", method, this.origin + path + version, body, headers);
  }

  async graph(method, path, body) {
    return this.#ask("graph", method, `${this.origin}/graph/v1.0${path}`, body);
  }

  async #ask(audience, method, address, body, headers = {}) {
    const response = await fetch(address, {
      method,
      headers: { Authorization: `Bearer ${this.tokens[audience]}`, ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${method} ${address}: ${response.status} ${text}`);
    }
    const operation = response.headers.get("azure-asyncoperation");
    if (operation) {
      await this.#ended(operation);
      return method === "DELETE" || method === "POST" ? undefined : this.#ask(audience, "GET", address);
    }
    return text ? JSON.parse(text) : undefined;
  }

  // Waits for the end of a long operation.
  async #ended(operation) {
    const until = Date.now() + 60_000;
    for (;;) {
      const { status, error } = await this.#ask("arm", "GET", operation);
      if (status === "Succeeded") {
        return;
      }
      if (!["InProgress", "Running", "Accepted"].includes(status) || Date.now() > until) {
        throw new Error(`the operation ended as ${status}: ${JSON.stringify(error)}`);
      }
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  // A one-time code for a user; "" for the administrator's own.
  async code(user = "") {
    return (await this.arm("POST", "/providers/Azimuth/signInCodes?api-version=2022-12-01", { user })).code;
  }

  async newUser(name) {
    const domain = "azimuth.test";
    return this.graph("POST", "/users", {
      accountEnabled: true, displayName: name, mailNickname: name, userPrincipalName: `${name}@${domain}`, passwordProfile: { password: randomUUID() + "aA1!" },
    });
  }

  assign(role, principalId, scope) {
    return this.arm("PUT", `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`, {
      properties: { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`, principalId },
    });
  }

  // Asks the metadata service as a machine; the answer's body with its status.
  async machineToken(machine, query = "", resource = "https://management.azure.com/") {
    const { handle } = await this.arm("POST", `${machine}/connect`);
    const response = await fetch(`${this.environment.metadata}/vm/${handle}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${resource}${query}`, { headers: { Metadata: "true" } });
    return { status: response.status, ...(await response.json()) };
  }

  // What a token says, of an answer with one.
  claims({ access_token: token }) {
    return JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
  }

  // A client's own token, by its secret or by another issuer's token.
  async clientToken(clientId, proof) {
    const { login, tenantId } = this.environment;
    const response = await fetch(`${login}/${tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, scope: "https://management.azure.com/.default", ...proof }),
    });
    return { status: response.status, ...(await response.json()) };
  }

  // A resource group with a network.
  async group(name) {
    const id = `${this.subscription}/resourceGroups/${name}`;
    await this.arm("PUT", id, { location: "westus", tags: { purpose: "test" } });
    const network = await this.arm("PUT", `${id}/providers/Microsoft.Network/virtualNetworks/network`, {
      location: "westus",
      properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] }, subnets: [{ name: "default", properties: { addressPrefix: "10.0.0.0/24" } }] },
    });
    return { id, name, subnet: network.properties.subnets[0].id };
  }

  async identity(group, name) {
    return this.arm("PUT", `${group.id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`, { location: "westus" });
  }

  async machine(group, name, identity) {
    const nic = await this.arm("PUT", `${group.id}/providers/Microsoft.Network/networkInterfaces/${name}-nic`, {
      location: "westus",
      properties: { ipConfigurations: [{ name: "first", properties: { subnet: { id: group.subnet } } }] },
    });
    return this.arm("PUT", `${group.id}/providers/Microsoft.Compute/virtualMachines/${name}`, {
      location: "westus",
      identity,
      properties: {
        hardwareProfile: { vmSize: "Standard_D2s_v3" },
        storageProfile: { imageReference: image, osDisk: { createOption: "FromImage" } },
        osProfile: { computerName: name, adminUsername: "azureuser", adminPassword: "myPassword12" },
        networkProfile: { networkInterfaces: [{ id: nic.id, properties: { primary: true } }] },
      },
    });
  }

  // Its instances are virtual machines of their own, with Azure's least for that.
  flexibleSet(group, name, capacity, identity) {
    return this.scaleSet(group, name, capacity, identity, "Manual", { orchestrationMode: "Flexible", platformFaultDomainCount: 1 }, { networkApiVersion: "2020-11-01" });
  }

  async scaleSet(group, name, capacity, identity, mode = "Automatic", properties = {}, network = {}) {
    return this.arm("PUT", `${group.id}/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`, {
      location: "westus",
      identity,
      sku: { name: "Standard_D2s_v3", capacity },
      properties: {
        ...properties,
        upgradePolicy: { mode },
        virtualMachineProfile: {
          storageProfile: { imageReference: image, osDisk: { createOption: "FromImage" } },
          osProfile: { computerNamePrefix: name, adminUsername: "azureuser", adminPassword: "myPassword12" },
          networkProfile: {
            ...network,
            networkInterfaceConfigurations: [{ name: "nic", properties: { primary: true, ipConfigurations: [{ name: "first", properties: { subnet: { id: group.subnet } } }] } }],
          },
        },
      },
    });
  }
}

const image = { publisher: "Canonical", offer: "0001-com-ubuntu-server-jammy", sku: "22_04-lts-gen2", version: "latest" };

const versions = [
  [/\/providers\/Microsoft\.Authorization\//i, "2022-04-01"],
  [/\/providers\/Microsoft\.Compute\//i, "2024-07-01"],
  [/\/providers\/Microsoft\.Network\//i, "2024-05-01"],
  [/\/providers\/Microsoft\.ManagedIdentity\//i, "2023-01-31"],
  [/\/providers\/Microsoft\.Resources\/deployments/i, "2024-07-01"],
];

function versionOf(path) {
  return versions.find(([pattern]) => pattern.test(path))?.[1] ?? "2022-09-01";
}

// The built-in roles, whose ids are the same everywhere.
export const roles = {
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  virtualMachineContributor: "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
  managedIdentityOperator: "f1a07417-d97a-45cb-824c-7a7467783830",
};
