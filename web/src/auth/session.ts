// Who is signed in, and the tokens with which the page asks. They are in memory
// alone: a page that is loaded again signs in again, which the session at the
// token service answers without a question.
import { base, settings } from "../settings";
import { challengeOf, claimsOf, randomText } from "./pkce";

export type Audience = "arm" | "graph";

export interface User {
  objectId: string;
  name: string;
  username: string;
  tenantId: string;
}

const scopes: Record<Audience, string> = {
  arm: "https://management.azure.com/.default",
  graph: "https://graph.microsoft.com/.default",
};

const endpoint = `${location.origin}/organizations/oauth2/v2.0`;
const redirectUri = `${location.origin}${base}/`;
const pendingKey = "azimuth.signin";

// What must survive the way to the sign-in page and back: no token is among it.
interface Pending {
  state: string;
  nonce: string;
  verifier: string;
  returnTo: string;
}

export class SignInError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

// The sign-in is over: the refresh token is no longer taken.
export class SessionEnded extends Error {}

interface Kept {
  token: string;
  until: number; // of performance.now()
}

let refreshToken = "";
const kept = new Map<Audience, Kept>();
const asking = new Map<Audience, Promise<string>>();

// A token is asked for anew when it has less than this left, in milliseconds.
const margin = 120_000;

// Leaves the page for the sign-in page; it comes back to where it is now.
export async function signIn(prompt?: "select_account"): Promise<never> {
  const pending: Pending = {
    state: randomText(),
    nonce: randomText(),
    verifier: randomText(),
    returnTo: location.pathname + (answerIn(location.search) ? "" : location.search),
  };
  sessionStorage.setItem(pendingKey, JSON.stringify(pending));
  const query = new URLSearchParams({
    client_id: settings.clientId,
    response_type: "code",
    redirect_uri: redirectUri,
    scope: `${scopes.arm} openid profile offline_access`,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: "S256",
  });
  if (prompt) {
    query.set("prompt", prompt);
  }
  location.assign(`${endpoint}/authorize?${query}`);
  return new Promise(() => {}); // the browser is on its way
}

function answerIn(search: string): URLSearchParams | undefined {
  const answer = new URLSearchParams(search);
  return answer.has("state") && (answer.has("code") || answer.has("error")) ? answer : undefined;
}

// Finishes a sign-in where the address holds its answer, else begins one.
export async function openSession(): Promise<User> {
  const answer = answerIn(location.search);
  if (!answer) {
    return signIn();
  }
  const text = sessionStorage.getItem(pendingKey);
  sessionStorage.removeItem(pendingKey);
  const pending: Pending | undefined = text ? JSON.parse(text) : undefined;
  // The code must not stay in the address or the history.
  history.replaceState(null, "", pending?.returnTo ?? `${base}/`);
  if (!pending || answer.get("state") !== pending.state) {
    throw new SignInError("invalid_state", "");
  }
  if (answer.has("error")) {
    throw new SignInError(answer.get("error") ?? "", answer.get("error_description") ?? "");
  }
  const reply = await post({
    grant_type: "authorization_code",
    code: answer.get("code") ?? "",
    redirect_uri: redirectUri,
    code_verifier: pending.verifier,
  });
  const claims = claimsOf(String(reply.id_token));
  if (claims.nonce !== pending.nonce) {
    throw new SignInError("invalid_nonce", "");
  }
  keep("arm", reply);
  return {
    objectId: String(claims.oid),
    name: String(claims.name ?? claims.preferred_username ?? claims.oid),
    username: String(claims.preferred_username ?? ""),
    tenantId: String(claims.tid ?? settings.tenantId),
  };
}

// A token that is still good for a while. Requests that come at once share one.
export async function tokenFor(audience: Audience, anew = false): Promise<string> {
  const have = kept.get(audience);
  if (have && !anew && have.until - margin > performance.now()) {
    return have.token;
  }
  const under = asking.get(audience);
  if (under) {
    return under;
  }
  const promise = renew(audience).finally(() => asking.delete(audience));
  asking.set(audience, promise);
  return promise;
}

async function renew(audience: Audience): Promise<string> {
  try {
    return keep(audience, await post({ grant_type: "refresh_token", refresh_token: refreshToken, scope: scopes[audience] }));
  } catch (error) {
    if (error instanceof SignInError && error.code === "invalid_grant") {
      throw new SessionEnded(error.message);
    }
    throw error;
  }
}

function keep(audience: Audience, reply: TokenReply): string {
  refreshToken = reply.refresh_token ?? refreshToken;
  kept.set(audience, { token: reply.access_token, until: performance.now() + Number(reply.expires_in) * 1000 });
  return reply.access_token;
}

interface TokenReply {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  expires_in: number | string;
}

async function post(form: Record<string, string>): Promise<TokenReply> {
  const response = await fetch(`${endpoint}/token`, {
    method: "POST",
    body: new URLSearchParams({ client_id: settings.clientId, ...form }),
    credentials: "omit",
    cache: "no-store",
  });
  const reply = await response.json();
  if (!response.ok) {
    throw new SignInError(String(reply.error), String(reply.error_description ?? ""));
  }
  return reply;
}

// Ends the session in this browser; every token of it is dead from then on.
export function signOut(): void {
  refreshToken = "";
  kept.clear();
  location.assign(`${endpoint}/logout?${new URLSearchParams({ post_logout_redirect_uri: redirectUri })}`);
}
