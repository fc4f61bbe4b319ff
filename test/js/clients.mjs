// The SDKs' clients, pointed at the server under test with their own settings,
// and what every test asks of their answers.
import assert from "node:assert/strict";

import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { ComputeManagementClient } from "@azure/arm-compute";
import { ManagedServiceIdentityClient } from "@azure/arm-msi";
import { NetworkManagementClient } from "@azure/arm-network";
import { ResourceManagementClient } from "@azure/arm-resources";
import { ClientSecretCredential } from "@azure/identity";

// What `azimuth env --format json` says.
export const azimuth = JSON.parse(process.env.AZIMUTH_TEST);

// The scope of tokens for Resource Manager.
export const armScope = "https://management.azure.com/.default";

export function administrator() {
  return new ClientSecretCredential(azimuth.tenantId, azimuth.clientId, azimuth.clientSecret, {
    authorityHost: azimuth.login,
    disableInstanceDiscovery: true,
  });
}

// A credential that has its token already.
export function bearer(token) {
  return { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3600_000 }) };
}

// The clients of one caller. urls, where it is given, gets the address of every
// request of theirs; policies are further ones of theirs.
export function newClients(credential, urls = [], ...policies) {
  const note = { name: "note", sendRequest: (request, next) => (urls.push(request.url), next(request)) };
  const options = { endpoint: azimuth.resourceManager, additionalPolicies: [{ policy: note, position: "perCall" }, ...policies] };
  const of = (Client) => new Client(credential, azimuth.subscriptionId, options);
  return {
    authorization: of(AuthorizationManagementClient),
    compute: of(ComputeManagementClient),
    msi: of(ManagedServiceIdentityClient),
    network: of(NetworkManagementClient),
    resources: of(ResourceManagementClient),
  };
}

// The result of a long-running operation, which must be done with its first answer.
export async function finish(poller) {
  await poller.submitted();
  assert.ok(poller.isDone, "the operation is not done with its first answer");
  return poller.pollUntilDone();
}

// All elements of a list.
export async function all(pager) {
  const list = [];
  for await (const element of pager) {
    list.push(element);
  }
  return list;
}

// Checks that a call fails with Azure's error of a status and code.
export async function refused(call, statusCode, code) {
  await assert.rejects(call, (error) => {
    const { name, statusCode: gotStatus, code: gotCode } = error;
    assert.deepEqual({ name, statusCode: gotStatus, code: gotCode }, { name: "RestError", statusCode, code }, error.message);
    return true;
  });
}
