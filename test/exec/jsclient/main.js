// A program as people write them for Azure: it knows nothing of Azimuth. It prints
// a token of its DefaultAzureCredential, or, with arguments, of another:
//   client-id|object-id|resource-id VALUE   of a user-assigned identity
//   workload                                of the service account of a pod
import { DefaultAzureCredential, ManagedIdentityCredential, WorkloadIdentityCredential } from "@azure/identity";

const [kind, value] = process.argv.slice(2);
const credentials = {
  "client-id": () => new ManagedIdentityCredential({ clientId: value }),
  "object-id": () => new ManagedIdentityCredential({ objectId: value }),
  "resource-id": () => new ManagedIdentityCredential({ resourceId: value }),
  workload: () => new WorkloadIdentityCredential(),
};
const credential = kind ? credentials[kind]() : new DefaultAzureCredential();
const { token } = await credential.getToken("https://management.azure.com/.default");
console.log(token);
