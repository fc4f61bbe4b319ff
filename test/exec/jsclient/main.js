// A program as people write them for Azure: it knows nothing of Azimuth. It
// prints a token of its DefaultAzureCredential.
import { DefaultAzureCredential } from "@azure/identity";

const { token } = await new DefaultAzureCredential().getToken("https://management.azure.com/.default");
console.log(token);
