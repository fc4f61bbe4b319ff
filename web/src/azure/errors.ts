// One form for what goes wrong, whichever service said it.

export interface Detail {
  code?: string;
  message?: string;
  target?: string;
  details?: Detail[];
}

// An answer that says no.
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Detail[] = [],
    readonly requestId = "",
  ) {
    super(message);
  }
}

// No answer: the server is not reached.
export class Unreachable extends Error {}

export function errorOf(status: number, body: unknown, requestId: string): ApiError {
  const error = (body as { error?: Detail | string } | undefined)?.error;
  if (error && typeof error === "object") {
    return new ApiError(status, error.code ?? String(status), error.message ?? "", error.details ?? [], requestId);
  }
  return new ApiError(status, String(error ?? status), "", [], requestId);
}
