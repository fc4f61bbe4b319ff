// What errors of the Azure SDK mean to who asked the service.

const byStatus = {
  401: [503, "no_identity", "Azure does not take the service's token."],
  403: [502, "no_role", "The service lacks a role for this."],
  404: [404, "not_found", "There is no such machine."],
  409: [409, "conflict", "The machine is busy with something else."],
  429: [503, "throttled", "Azure has had too many requests."],
};

// The errors of credentials have these names, and no common class.
const noToken = new Set(["AggregateAuthenticationError", "AuthenticationError", "AuthenticationRequiredError", "CredentialUnavailableError"]);

// The status and the error of the service's answer; retryAfter, in seconds, where
// it makes sense to ask again. late says that the request's time was up.
export function meaning(error, late) {
  const [status, code, message] = late
    ? [504, "timeout", "Azure took too long."]
    : noToken.has(error.name)
      ? [503, "no_identity", "The service has no identity at Azure."]
      : (byStatus[error.statusCode] ?? [502, ...(error.statusCode ? ["azure", "Azure failed."] : ["unreachable", "Azure could not be reached."])]);
  const retryAfter = code === "throttled" ? Number(error.response?.headers.get("retry-after")) || 5 : undefined;
  return { status, code, message, retryAfter };
}
