// What a shown command line means to a real shell.
import { execFileSync } from "node:child_process";

// The requests of curl commands, as curl would send them: bash takes the text
// apart, with a curl that says what it was given. Variables stand for secrets.
export function requestsOf(text, variables = {}) {
  const said = bash(`curl() { printf '%s\\0' "$@" end-of-command; }\n${text}`, { TOKEN: "token", GRAPH_TOKEN: "token", ...variables });
  const requests = [];
  let words = [];
  for (const word of said.split("\0").slice(0, -1)) {
    if (word === "end-of-command") {
      requests.push(requestOf(words));
      words = [];
    } else {
      words.push(word);
    }
  }
  return requests;
}

function requestOf(words) {
  const request = { headers: {} };
  for (let i = 0; i < words.length; i++) {
    if (words[i] === "-X") {
      request.method = words[++i];
    } else if (words[i] === "-H") {
      const [name, ...value] = words[++i].split(": ");
      request.headers[name.toLowerCase()] = value.join(": ");
    } else if (words[i] === "-d") {
      request.body = words[++i];
    } else {
      request.url = words[i];
    }
  }
  return request;
}

// Runs a text as bash does, and gives what it prints. Without --norc bash would
// read the machine's settings for people: it takes a socket, which Node gives it as
// input, for a login from afar.
export function bash(text, variables) {
  return execFileSync("bash", ["--norc", "-euo", "pipefail", "-c", text], { encoding: "utf8", env: { PATH: process.env.PATH, HOME: process.env.HOME, ...variables } });
}

// The same for requests that are sent and for those that are shown.
export function comparable({ method, url, body, headers }) {
  return { method, url: decodeURI(url), body: body ? parsed(body) : "", ifMatch: headers["if-match"] ?? "" };
}

// A template with comments is no JSON: it is compared as it stands.
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
