// All English of the page is in web/src/texts, and all that is there is used: read
// from the source, by the parser with which the page is built.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const web = fileURLToPath(new URL("../../web/", import.meta.url));
const { parseSync } = await import(pathToFileURL(createRequire(join(web, "package.json")).resolve("vite")));

const files = readdirSync(join(web, "src"), { recursive: true }).filter((name) => /\.tsx?$/.test(name));
const isText = (name) => name.startsWith("texts/");
const sourceOf = (name) => readFileSync(join(web, "src", name), "utf8");

// What these say is shown, whether of an element or of a value that comes to one.
const shown = new Set(["aria-description", "aria-label", "alt", "button", "content", "empty", "hint", "label", "message", "placeholder", "search", "subtitle", "text", "title", "validationMessage", "yes", "no"]);

// The letters that an expression itself puts on the page.
function literals(node) {
  switch (node?.type) {
    case "Literal":
      return typeof node.value === "string" ? [node.value] : [];
    case "TemplateLiteral":
      return node.quasis.map((part) => part.value.cooked);
    case "ConditionalExpression":
      return [...literals(node.consequent), ...literals(node.alternate)];
    case "LogicalExpression":
      return [...(node.operator === "&&" ? [] : literals(node.left)), ...literals(node.right)];
    case "BinaryExpression":
      return node.operator === "+" ? [...literals(node.left), ...literals(node.right)] : [];
    case "JSXExpressionContainer":
    case "ParenthesizedExpression":
      return literals(node.expression);
  }
  return [];
}

function visible(source, name) {
  const found = [];
  const walk = (node) => {
    if (Array.isArray(node)) {
      node.forEach(walk);
    } else if (typeof node?.type === "string") {
      if (node.type === "JSXText") {
        found.push(node.value);
      } else if (node.type === "JSXAttribute" && shown.has(node.name.name)) {
        found.push(...literals(node.value));
      } else if (node.type === "JSXElement" || node.type === "JSXFragment") {
        found.push(...node.children.filter((child) => child.type === "JSXExpressionContainer").flatMap(literals));
      } else if (node.type === "Property" && shown.has(node.key.name ?? node.key.value)) {
        found.push(...literals(node.value));
      }
      Object.values(node).forEach(walk);
    }
  };
  const { program, errors } = parseSync(name, source);
  assert.deepEqual(errors, [], name);
  walk(program);
  return found.map((text) => text.trim()).filter((text) => /\p{L}/u.test(text));
}

test("the check sees what is shown", () => {
  const source = `const a = <p title="One" className="none">Two {b ? "Three" : c} {\`Four \${d}\`}</p>; const e = { label: "Five", name: "none" };`;
  assert.deepEqual(visible(source, "a.tsx").sort(), ["Five", "Four", "One", "Three", "Two"]);
});

test("no English stands outside the texts", () => {
  const found = files.filter((name) => !isText(name)).flatMap((name) => visible(sourceOf(name), name).map((text) => `${name}: ${text}`));
  assert.deepEqual(found, []);
});

test("no text is there for nothing", () => {
  const used = files.filter((name) => !isText(name)).map(sourceOf).join("\n");
  const unused = [];
  for (const name of files.filter((name) => isText(name) && name !== "texts/index.ts")) {
    const { program } = parseSync(name, sourceOf(name));
    for (const { declaration } of program.body.filter((node) => node.type === "ExportNamedDeclaration" && node.declaration)) {
      for (const { id, init } of declaration.declarations.filter(({ init }) => init.type === "ObjectExpression")) {
        const keys = init.properties.map(({ key }) => key.name ?? key.value);
        const byKey = new RegExp(`\\bt\\.${id.name}\\[`).test(used);
        unused.push(...keys.filter((key) => !byKey && !new RegExp(`\\bt\\.${id.name}\\.${key}\\b`).test(used)).map((key) => `${id.name}.${key}`));
      }
    }
  }
  assert.deepEqual(unused, []);
});
