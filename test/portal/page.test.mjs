// The page as such: what it weighs, what it is confined to, how it takes the keyboard
// and narrow windows.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Person, useWorld } from "./browser.mjs";
import { slowest, walk, walkThrough } from "./navigation.mjs";

const world = useWorld();

// The most that the first load may weigh, in bytes as they come over the wire.
const heaviest = 250_000;

test("the first load weighs less than 250 kB", async () => {
  const { azimuth, browser } = world;
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/");
  await page.getByText("Live", { exact: true }).waitFor();
  const files = await page.evaluate(() => performance.getEntriesByType("resource").filter((entry) => entry.name.includes("/portal/")).map((entry) => ({ name: entry.name.split("/").at(-1), bytes: entry.encodedBodySize })));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(`first load: ${files.length} files, ${bytes} bytes`);
  assert.ok(files.length > 3 && bytes > 100_000, "the files are counted");
  assert.ok(bytes < heaviest, JSON.stringify(files, null, 2));
  await person.finish();
});

test("the policy forbids scripts and styles in the page, and frames around it", async () => {
  const { azimuth, browser } = world;
  const response = await fetch(`${azimuth.origin}/portal/anything`);
  const policy = response.headers.get("content-security-policy");
  assert.ok(!policy.includes("unsafe-"), policy);
  for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"]) {
    assert.ok(policy.includes(part), `${part} in ${policy}`);
  }
  assert.equal(response.headers.get("x-frame-options"), "DENY");
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/");
  const outcome = await page.evaluate(async () => {
    const run = { script: false, style: false };
    const violations = [];
    document.addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
    const script = document.createElement("script");
    try {
      script.textContent = "window.ran = true";
      document.body.append(script);
    } catch {
      violations.push("trusted-types");
    }
    run.script = window.ran === true;
    const style = document.createElement("style");
    style.textContent = "body { outline: 7px solid red }";
    document.head.append(style);
    run.style = getComputedStyle(document.body).outlineWidth === "7px";
    await fetch("https://elsewhere.example/").catch(() => violations.push("fetch"));
    return { ...run, violations };
  });
  assert.deepEqual([outcome.script, outcome.style], [false, false]);
  assert.ok(outcome.violations.includes("fetch"), "nothing is sent elsewhere");
  person.elsewhere = person.elsewhere.filter((url) => !url.startsWith("https://elsewhere.example/"));
  await person.finish([/Content Security Policy/, /TrustedScript/, /Trusted Types/, /Refused to/, /violates/]);
});

test("another site's page can neither frame the portal nor make it ask", async () => {
  const { azimuth, browser } = world;
  const person = await Person.open(browser, azimuth);
  await person.go("/");
  const page = await person.context.newPage();
  await page.route("http://evil.test/**", (route) => route.fulfill({ contentType: "text/html", body: `<iframe src="${azimuth.origin}/portal/"></iframe>` }));
  await page.goto("http://evil.test/");
  assert.deepEqual(page.frames().slice(1).map((frame) => frame.url()), ["chrome-error://chromewebdata/"], "the frame shows nothing of the portal");
  // A request with the browser's cookies, from elsewhere, is nobody's.
  const status = await page.evaluate(async ({ origin, path }) => {
    try {
      const response = await fetch(origin + path, { method: "POST", credentials: "include", mode: "no-cors", body: "{}" });
      return response.status;
    } catch {
      return -1;
    }
  }, { origin: azimuth.origin, path: `${azimuth.subscription}/resourceGroups/evil?api-version=2022-09-01` });
  assert.ok(status <= 0, "its answer is not to be read");
  const answer = await fetch(`${azimuth.origin}${azimuth.subscription}/resourceGroups/evil?api-version=2022-09-01`, { method: "PUT", headers: { Cookie: (await person.context.cookies()).map((c) => `${c.name}=${c.value}`).join("; "), "Content-Type": "application/json" }, body: '{"location":"westus"}' });
  assert.equal(answer.status, 401, "a cookie alone is no right");
  await page.close();
  await person.finish();
});

// As long as the fastest of several takes: what else the machine does at the time says
// nothing about the page. portal-bench tells how long they usually take.
test("a warm navigation takes less than 100 ms", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("city");
  const machine = await azimuth.machine(group, "house-00", { type: "SystemAssigned" });
  const person = await Person.open(browser, azimuth);
  await person.go("/");
  for (const { path, times } of await walk(person.page, walkThrough(group, machine), 5)) {
    assert.ok(Math.min(...times) < slowest, `${path}: ${times.map(Math.round).join(", ")} ms`);
  }
  await person.finish();
});

test("everything can be done with the keyboard", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("keys");
  const machine = await azimuth.machine(group, "keyboard-machine");
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await page.keyboard.press("/");
  await page.getByRole("combobox", { name: "Go to a resource…" }).waitFor();
  await page.keyboard.type("keyboard-machine");
  await page.getByRole("option", { name: /^keyboard-machine/ }).first().waitFor();
  await person.checkAccess("the search for a resource");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^keyboard-machine/ }).waitFor();
  await page.getByRole("link", { name: "Identity", exact: true }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("radio", { name: "Off" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Save" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Yes" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("has a system assigned identity").first().waitFor();
  assert.equal((await azimuth.arm("GET", machine.id)).identity.type, "SystemAssigned");
  await person.finish();
});

test("a narrow window shows everything too", async () => {
  const { azimuth, browser } = world;
  const person = await Person.open(browser, azimuth, { width: 400, height: 800 });
  const machine = await azimuth.machine(await azimuth.group("narrow"), "a-machine-with-a-name-that-is-long");
  const page = await person.go("/machines");
  await page.getByRole("link", { name: machine.name }).waitFor(); // a table is wider than the window
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no scrolling to the side");
  await person.checkAccess("a narrow window");
  await person.finish();
});
