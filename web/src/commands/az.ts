import { bodyText, graphRoot, type Request } from "../azure/request";
import { armCommands } from "./azArm";
import { graphCommands } from "./azGraph";
import { bodyOf, placeOf } from "./place";
import { quote, quoteText } from "./shell";

// The command of the Azure CLI that asks for the same; az rest where there is
// none of its own.
export function az(request: Request, subscription = ""): string {
  const words = request.az ?? (request.service === "arm" ? ofArm(request) : ofGraph(request));
  const chosen = request.service === "arm" && subscription ? ["--subscription", subscription] : [];
  if (!words) {
    return rest(request);
  }
  const line = ["az", ...words, ...chosen].map((word) => hidden(word, request.secrets) ?? quote(word)).join(" ");
  const template = fileOf(request, words);
  return template === undefined ? line : `cat > template.json <<'EOF'\n${template.trimEnd()}\nEOF\n${line}`;
}

// A word that is a secret, or ends with one as in "password=...", with the
// variable that stands for it.
function hidden(word: string, secrets: Record<string, string> = {}): string | undefined {
  for (const [name, value] of Object.entries(secrets)) {
    if (value !== "" && (word === value || word.endsWith(`=${value}`))) {
      return `${quote(word.slice(0, word.length - value.length)).replace("''", "")}"$${name}"`;
    }
  }
  return undefined;
}

function ofArm(request: Request): string[] | undefined {
  const place = placeOf(request);
  return armCommands[place.key]?.(place, request) ?? general(request);
}

// Any resource can be shown and deleted by its id.
function general(request: Request): string[] | undefined {
  const { key, id, version, names } = placeOf(request);
  if (names.length === 0 || key.endsWith("/*")) {
    return undefined;
  }
  switch (request.method) {
    case "GET":
      return ["resource", "show", "--ids", id, "--api-version", version];
    case "DELETE":
      return ["resource", "delete", "--ids", id, "--api-version", version];
  }
  return undefined;
}

function ofGraph(request: Request): string[] | undefined {
  const path = (request.address.split("?")[0] ?? "").slice(graphRoot.length);
  for (const { method, pattern, words } of graphCommands) {
    const found = request.method === method ? pattern.exec(path) : null;
    if (found) {
      return words(found.slice(1), bodyOf(request), request);
    }
  }
  return undefined;
}

function rest(request: Request): string {
  const url = request.service === "arm" ? request.address : `https://graph.microsoft.com${request.address.slice(graphRoot.length - "/v1.0".length)}`;
  const lines = [`az rest --method ${request.method.toLowerCase()} --url ${quote(url)}`];
  const headers = Object.entries(request.headers ?? {});
  if (headers.length > 0) {
    lines.push(`--headers ${headers.map(([name, value]) => quote(`${name}=${value}`)).join(" ")}`);
  }
  const body = bodyText(request);
  if (body !== undefined) {
    lines.push(`--body ${quoteText(body, request.secrets)}`);
  }
  return lines.join(" \\\n  ");
}

// The template that a command reads from a file.
function fileOf(request: Request, words: string[]): string | undefined {
  if (!words.includes("template.json")) {
    return undefined;
  }
  const text = request.text ?? "";
  return text.slice(text.indexOf('"template":') + '"template":'.length, -2);
}
