// Words of a POSIX shell.

export function quote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

// A text as one word, in which variables stand for the secrets that are in it as
// JSON strings.
export function quoteText(text: string, secrets: Record<string, string> = {}): string {
  let word = quote(text);
  for (const [name, value] of Object.entries(secrets)) {
    const quoted = JSON.stringify(value).replaceAll("'", `'\\''`);
    word = word.replaceAll(quoted, `"'"$${name}"'"`);
  }
  return word;
}
