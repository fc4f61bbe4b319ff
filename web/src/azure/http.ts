// Requests with the signed-in user's token, to the services of this server.
import { tokenFor } from "../auth/session";
import { errorOf, Unreachable } from "./errors";
import { bodyText, type Request } from "./request";

export interface Reply {
  status: number;
  headers: Headers;
  // The JSON body; undefined for none.
  body: any;
}

// Asks, and throws ApiError for an answer that says no, Unreachable for none.
export async function ask(request: Request, signal?: AbortSignal): Promise<Reply> {
  let response = await send(request, signal, false);
  if (response.status === 401) {
    // The token may have been revoked a moment ago; a new one decides.
    response = await send(request, signal, true);
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

async function send(request: Request, signal: AbortSignal | undefined, anew: boolean): Promise<Response> {
  const body = bodyText(request);
  try {
    return await fetch(request.address, {
      method: request.method,
      headers: {
        Authorization: `Bearer ${await tokenFor(request.service, anew)}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...request.headers,
      },
      body,
      signal,
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
