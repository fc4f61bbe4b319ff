// Signing in: with the one-time code that `azimuth portal` shows, with the browser
// that it opens, and again where the page is loaded anew. No token is anywhere but in
// the page's memory.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { Person, useWorld } from "./browser.mjs";

const world = useWorld((azimuth) => azimuth.newUser("zoe"));

// A program that stands for a browser, and only says at which address it was opened.
async function listeningBrowser() {
  const ear = createServer().listen(0, "127.0.0.1");
  await once(ear, "listening");
  const program = join(mkdtempSync(join(tmpdir(), "azimuth-browser-")), "browser");
  writeFileSync(program, `#!/bin/sh\nexec curl -s --data "$1" http://127.0.0.1:${ear.address().port}\n`, { mode: 0o755 });
  const opened = once(ear, "request").then(async ([request, response]) => {
    const address = (await request.setEncoding("utf8").toArray()).join("");
    response.end();
    return address;
  });
  return { program, opened, close: () => ear.close() };
}

// What the page could leave behind where others find it.
const stored = (page) => page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]));

for (const [user, ...options] of [["admin@azimuth.test"], ["zoe@azimuth.test", "--user", "zoe@azimuth.test"]]) {
  test(`azimuth portal shows a code, and opens the browser signed in as ${user}`, async () => {
    const { azimuth, browser } = world;
    const opener = await listeningBrowser();
    const command = spawn(process.env.AZIMUTH_BIN, ["portal", "--data", process.env.AZIMUTH_TEST_DATA, ...options], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, BROWSER: opener.program } });
    const said = command.stdout.setEncoding("utf8").toArray();
    const ended = once(command, "exit").then(([status]) => status);
    const address = await Promise.race([opener.opened, ended.then((status) => assert.fail(`it ended with ${status} and opened nothing`))]);
    opener.close();
    const person = await Person.open(browser, azimuth);
    await person.page.goto(address);
    await person.page.getByRole("button", { name: `Account: ${user}` }).waitFor();
    assert.equal(await ended, 0);
    const text = (await said).join("");
    assert.match(text, new RegExp(`The browser is signed in as ${user}`));
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/[A-Z2-7]{26}$/, "the address with which the browser is opened says nothing");
    assert.ok(await person.page.evaluate(() => !location.hash && !location.search), person.page.url());
    const { entries } = await (await person.context.newCDPSession(person.page)).send("Page.getNavigationHistory");
    assert.ok(entries.every(({ url }) => !url.includes("#") && !url.includes("code=")), `a code is on the way back: ${entries.map(({ url }) => url).join(" ")}`);
    assert.ok(!(await stored(person.page)).includes("eyJ"));
    person.elsewhere = person.elsewhere.filter((url) => url !== address);
    await person.finish();

    // What is shown is good for another browser.
    const [, code] = /^One-time code for \S+: (\S+)$/m.exec(text) ?? [];
    const other = await Person.open(browser, azimuth);
    await other.page.goto(`${azimuth.origin}/portal/groups`);
    await other.page.fill("#user", user);
    await other.page.fill("#code", "WRON-GWRO-NGWR");
    await other.page.keyboard.press("Enter");
    await other.page.getByRole("alert").waitFor();
    await other.checkAccess("the page that asks for a code");
    await other.page.fill("#code", code);
    await other.page.keyboard.press("Enter");
    await other.page.getByRole("heading", { name: "Resource groups" }).waitFor();
    await other.page.getByRole("button", { name: `Account: ${user}` }).waitFor();
    await other.finish();
  });
}

test("tokens are in memory alone, and a page that is loaded again signs in by itself", async () => {
  const { azimuth, browser } = world;
  const person = await Person.open(browser, azimuth);
  const seen = [];
  person.page.on("framenavigated", (frame) => seen.push(frame.url()));
  const page = await person.go("/identities");
  await page.getByText("Live", { exact: true }).waitFor();
  await page.reload();
  await page.getByText("Live", { exact: true }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/portal/identities", "the way back is kept");
  assert.equal(new URL(page.url()).search, "", "and the code is gone from the address");
  const left = await stored(page);
  assert.ok(!left.includes("eyJ") && !left.includes("verifier"), left);
  assert.ok(!seen.some((url) => url.includes("eyJ")), "no token in an address");
  const cookies = (await person.context.cookies()).filter((cookie) => !cookie.httpOnly);
  assert.deepEqual(cookies, [], "scripts can read no cookie");
  await person.finish();
});

test("a sign-in that was begun elsewhere is not taken", async () => {
  const { azimuth, browser } = world;
  const person = await Person.open(browser, azimuth);
  await person.page.goto(`${azimuth.origin}/portal/?code=stolen&state=of-another-tab`);
  await person.page.getByText("You could not be signed in").waitFor();
  assert.ok(!person.page.url().includes("stolen"), "the code is gone from the address");
  await person.checkAccess("a failed sign-in");
  await person.finish();
});
