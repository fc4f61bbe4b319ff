// A program on a machine: it keeps a blob in the account whose address it is given
// and reads it again, by its identity. With a second argument its tokens are for
// that scope, in place of the storage service's.
import { ManagedIdentityCredential } from "@azure/identity";
import { BlobServiceClient } from "@azure/storage-blob";

const [account, scope] = process.argv.slice(2);
const identity = new ManagedIdentityCredential();
const credential = scope ? { getToken: (_, options) => identity.getToken(scope, options) } : identity;
const container = new BlobServiceClient(account, credential, { retryOptions: { maxTries: 1 } }).getContainerClient("orders");
try {
  await container.createIfNotExists();
  const blob = container.getBlockBlobClient("first");
  await blob.upload("two apples", 10);
  console.log((await blob.downloadToBuffer()).toString());
} catch (error) {
  console.log(`refused: ${error.statusCode} ${error.code} ${error.response?.bodyAsText ?? error.message}`);
}
