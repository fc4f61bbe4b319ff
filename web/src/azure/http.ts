// Requests with the signed-in user's token, to the services of this server.
import { type Audience, tokenFor } from "../auth/session";
import { errorOf, Unreachable } from "./errors";

export interface Asked {
  body?: unknown;
  // A body that is text already, in place of body.
  text?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Reply {
  status: number;
  headers: Headers;
  // The JSON body; undefined for none.
  body: any;
}

// Asks, and throws ApiError for an answer that says no, Unreachable for none.
export async function ask(audience: Audience, method: string, address: string, asked: Asked = {}): Promise<Reply> {
  let response = await send(audience, method, address, asked, false);
  if (response.status === 401) {
    // The token may have been revoked a moment ago; a new one decides.
    response = await send(audience, method, address, asked, true);
  }
  const text = await response.text();
  let body: unknown;
  try {
    body = text ? JSON.parse(text) : undefined;
  } catch {
    body = undefined;
  }
  if (!response.ok) {
    throw errorOf(response.status, body, response.headers.get("x-ms-request-id") ?? response.headers.get("request-id") ?? "");
  }
  return { status: response.status, headers: response.headers, body };
}

async function send(audience: Audience, method: string, address: string, asked: Asked, anew: boolean): Promise<Response> {
  const body = asked.text ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
  try {
    return await fetch(address, {
      method,
      headers: {
        Authorization: `Bearer ${await tokenFor(audience, anew)}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...asked.headers,
      },
      body,
      signal: asked.signal,
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
    });
  } catch (error) {
    if (error instanceof TypeError) {
      throw new Unreachable(error.message);
    }
    throw error;
  }
}
