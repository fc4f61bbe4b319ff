import { bodyText, type Request } from "../azure/request";
import { quote, quoteText } from "./shell";

// The variables that hold the user's token for each service.
const tokens = { arm: "TOKEN", graph: "GRAPH_TOKEN" };

// A request as it is sent, as a command line; the token stays a variable.
export function curl(request: Request): string {
  const lines = [`curl -X ${request.method} ${quote(location.origin + request.address)}`, `-H "Authorization: Bearer $${tokens[request.service]}"`];
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    lines.push(`-H ${quote(`${name}: ${value}`)}`);
  }
  const body = bodyText(request);
  if (body !== undefined) {
    lines.push("-H 'Content-Type: application/json'", `-d ${quoteText(readable(body), request.secrets)}`);
  }
  return lines.join(" \\\n  ");
}

// Long bodies are easier to read on many lines. A text that is more than JSON,
// such as one with comments, stays as it is.
function readable(body: string): string {
  if (body.length <= 80) {
    return body;
  }
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
