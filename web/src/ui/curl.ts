// A request as a command line; the token stays a variable.
export function curl(method: string, address: string, body?: unknown): string {
  const lines = [`curl -X ${method} '${location.origin}${address}'`, `  -H "Authorization: Bearer $TOKEN"`];
  if (body !== undefined) {
    lines.push("  -H 'Content-Type: application/json'", `  -d '${JSON.stringify(body).replaceAll("'", `'\\''`)}'`);
  }
  return lines.join(" \\\n");
}
