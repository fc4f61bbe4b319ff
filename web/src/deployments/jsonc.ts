// Reads a template as people write them: with comments and trailing commas. Only
// its parameters are wanted here; Resource Manager reads the template itself.

// The same text as JSON. Strings are left alone; what is taken out becomes blank.
export function toJson(text: string): string {
  let out = "";
  let i = 0;
  while (i < text.length) {
    const c = text[i] ?? "";
    if (c === '"') {
      const end = endOfString(text, i);
      out += text.slice(i, end);
      i = end;
    } else if (text.startsWith("//", i)) {
      const end = text.indexOf("\n", i);
      i = end < 0 ? text.length : end;
    } else if (text.startsWith("/*", i)) {
      const end = text.indexOf("*/", i + 2);
      i = end < 0 ? text.length : end + 2;
      out += " ";
    } else {
      out += c;
      i++;
    }
  }
  return withoutTrailingCommas(out);
}

function endOfString(text: string, from: number): number {
  let i = from + 1;
  while (i < text.length && text[i] !== '"') {
    i += text[i] === "\\" ? 2 : 1;
  }
  return Math.min(i + 1, text.length);
}

function withoutTrailingCommas(text: string): string {
  let out = "";
  let i = 0;
  while (i < text.length) {
    if (text[i] === '"') {
      const end = endOfString(text, i);
      out += text.slice(i, end);
      i = end;
      continue;
    }
    if (text[i] === "," && /^\s*[}\]]/.test(text.slice(i + 1, i + 1 + 10_000))) {
      i++;
      continue;
    }
    out += text[i];
    i++;
  }
  return out;
}

export interface Parameter {
  name: string;
  type: string; // in lower case
  defaultValue?: unknown;
  allowedValues?: unknown[];
  description?: string;
}

// The parameters that a template declares; an error for text that is no object.
export function parametersOf(template: string): Parameter[] {
  const read = JSON.parse(toJson(template)) as { parameters?: Record<string, { type?: string; defaultValue?: unknown; allowedValues?: unknown[]; metadata?: { description?: string } }> };
  if (typeof read !== "object" || read === null || Array.isArray(read)) {
    throw new SyntaxError("{}");
  }
  return Object.entries(read.parameters ?? {}).map(([name, declared]) => ({
    name, type: (declared?.type ?? "string").toLowerCase(), defaultValue: declared?.defaultValue, allowedValues: declared?.allowedValues, description: declared?.metadata?.description,
  }));
}

// The variable of a shell that stands for a parameter: ADMIN_PASSWORD for
// "adminPassword".
export function variableOf(parameter: string): string {
  return parameter.replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/\W/g, "_").toUpperCase();
}
