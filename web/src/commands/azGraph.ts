// Commands of the Azure CLI for requests to Microsoft Graph.
import type { Request } from "../azure/request";

interface GraphCommand {
  method: string;
  pattern: RegExp;
  // found are the parts of the path in the pattern's parentheses.
  words: (found: string[], body: any, request: Request) => string[] | undefined;
}

const command = (method: string, pattern: RegExp, words: GraphCommand["words"]): GraphCommand => ({ method, pattern, words });

export const graphCommands: GraphCommand[] = [
  command("GET", /^\/users$/, (_, __, request) => (request.address.includes("$filter") ? undefined : ["ad", "user", "list"])),
  command("GET", /^\/groups$/, (_, __, request) => (request.address.includes("$filter") ? undefined : ["ad", "group", "list"])),
  command("GET", /^\/applications$/, () => ["ad", "app", "list", "--all"]),
  command("GET", /^\/servicePrincipals$/, (_, __, request) => {
    const app = /appId eq '([^']+)'/.exec(decodeURIComponent(request.address))?.[1];
    return app ? ["ad", "sp", "list", "--filter", `appId eq '${app}'`] : undefined;
  }),
  command("GET", /^\/users\/([^/]+)$/, ([id = ""]) => ["ad", "user", "show", "--id", id]),
  command("GET", /^\/groups\/([^/]+)$/, ([id = ""]) => ["ad", "group", "show", "--group", id]),
  command("GET", /^\/applications\/([^/]+)$/, ([id = ""]) => ["ad", "app", "show", "--id", id]),
  command("GET", /^\/groups\/([^/]+)\/members$/, ([id = ""]) => ["ad", "group", "member", "list", "--group", id]),
  command("GET", /^\/users\/([^/]+)\/memberOf$/, ([id = ""]) => ["ad", "user", "get-member-groups", "--id", id]),
  command("POST", /^\/users$/, (_, body) => ["ad", "user", "create", "--display-name", body.displayName, "--user-principal-name", body.userPrincipalName, "--mail-nickname", body.mailNickname, "--password", body.passwordProfile.password]),
  command("POST", /^\/groups$/, (_, body) => ["ad", "group", "create", "--display-name", body.displayName, "--mail-nickname", body.mailNickname]),
  command("POST", /^\/applications$/, (_, body) => ["ad", "app", "create", "--display-name", body.displayName]),
  command("POST", /^\/servicePrincipals$/, (_, body) => ["ad", "sp", "create", "--id", body.appId]),
  command("POST", /^\/applications\/([^/]+)\/addPassword$/, ([id = ""], body) => ["ad", "app", "credential", "reset", "--append", "--id", id, "--display-name", body.passwordCredential.displayName]),
  command("POST", /^\/groups\/([^/]+)\/members\/\$ref$/, ([id = ""], body) => ["ad", "group", "member", "add", "--group", id, "--member-id", String(body["@odata.id"]).split("/").at(-1) ?? ""]),
  command("DELETE", /^\/groups\/([^/]+)\/members\/([^/]+)\/\$ref$/, ([id = "", member = ""]) => ["ad", "group", "member", "remove", "--group", id, "--member-id", member]),
  command("DELETE", /^\/users\/([^/]+)$/, ([id = ""]) => ["ad", "user", "delete", "--id", id]),
  command("DELETE", /^\/groups\/([^/]+)$/, ([id = ""]) => ["ad", "group", "delete", "--group", id]),
  command("DELETE", /^\/applications\/([^/]+)$/, ([id = ""]) => ["ad", "app", "delete", "--id", id]),
];
