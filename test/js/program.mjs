// A program as people write them for Azure. It takes tokens and prints, as JSON,
// what came of it. Its task:
//
//   identities       how it names its identities, one after the other: {} for no
//                    choice, or the SDK's clientId, objectId or resourceId
//   default          to ask DefaultAzureCredential instead, with these options
//   group            the resource group to read with the last credential
//   resourceManager, subscriptionId
//
// The answer: tokens (token and expiresOn, or error), and read or readError.
import { DefaultAzureCredential, ManagedIdentityCredential } from "@azure/identity";

const task = JSON.parse(process.env.TASK);
const answer = { tokens: [] };
const credentials = task.default ? [new DefaultAzureCredential(task.default)] : task.identities.map((choice) => new ManagedIdentityCredential(choice));

for (const credential of credentials) {
  try {
    const { token, expiresOnTimestamp } = await credential.getToken("https://management.azure.com/.default");
    answer.tokens.push({ token, expiresOn: expiresOnTimestamp });
  } catch (error) {
    answer.tokens.push({ error: error.message, name: error.name });
  }
}
if (task.group) {
  const { ResourceManagementClient } = await import("@azure/arm-resources");
  const client = new ResourceManagementClient(credentials.at(-1), task.subscriptionId, { endpoint: task.resourceManager });
  try {
    answer.read = await client.resourceGroups.get(task.group);
  } catch (error) {
    answer.readError = { statusCode: error.statusCode, code: error.code, message: error.message };
  }
}
console.log(JSON.stringify(answer));
