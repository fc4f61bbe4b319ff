// Starts and stops the virtual machines of one resource group, with the managed
// identity of the machine that it runs on. It is a sample: all of it is as one
// would write it for Azure, and nothing in it knows of a test.
//
//   AZURE_SUBSCRIPTION_ID=... RESOURCE_GROUP=rg PORT=8090 node main.mjs
import { ComputeManagementClient } from "@azure/arm-compute";
import { DefaultAzureCredential } from "@azure/identity";

import { newService } from "./service.mjs";

const { AZURE_SUBSCRIPTION_ID: subscription, RESOURCE_GROUP: group, PORT: port = "8090" } = process.env;
if (!subscription || !group) {
  console.error("AZURE_SUBSCRIPTION_ID and RESOURCE_GROUP must be set");
  process.exit(1);
}
// A service never takes a developer's sign-in: only what a deployment gives it.
process.env.AZURE_TOKEN_CREDENTIALS ??= "prod";

const log = (level, message, more) => console.error(JSON.stringify({ time: new Date().toISOString(), level, message, ...more }));
const client = new ComputeManagementClient(new DefaultAzureCredential(), subscription, {
  retryOptions: { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 2000 },
});
const server = newService({ machines: client.virtualMachines, group, log });
server.listen(Number(port), "127.0.0.1", () => log("info", "ready", { port: server.address().port }));

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    server.close(() => process.exit(0)); // who has asked already gets an answer
    setTimeout(() => process.exit(1), 10_000).unref();
  });
}
