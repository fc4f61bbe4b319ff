// Lists that are longer than a page of the server: what has come is shown and can be
// used while the rest comes, a page that fails takes nothing away, and the filter is
// in the address.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Person, useWorld } from "./browser.mjs";

const identities = 2400; // more than two pages of Resource Manager
const late = 40; // on its last page, and before all others by name
const all = identities + late;
const groups = 1010; // more than one page of Graph

const world = useWorld(async (azimuth) => {
  const [long, last] = await Promise.all(["long", "zone"].map((name) => resourceGroup(azimuth, name)));
  await inTurns(identities, (n) => azimuth.identity(long, numbered("many", n)));
  await inTurns(late, (n) => azimuth.identity(last, numbered("early", n)));
  await inTurns(groups, (n) => azimuth.graph("POST", "/groups", { displayName: numbered("team", n), mailNickname: numbered("team", n), mailEnabled: false, securityEnabled: true }));
});

async function resourceGroup(azimuth, name) {
  const id = `${azimuth.subscription}/resourceGroups/${name}`;
  await azimuth.arm("PUT", id, { location: "westus" });
  return { id, name };
}

const numbered = (name, n) => `${name}-${String(n).padStart(4, "0")}`;

// Makes so many, some of them at once.
async function inTurns(number, make) {
  for (let i = 0; i < number; i += 40) {
    await Promise.all(Array.from({ length: Math.min(40, number - i) }, (_, n) => make(i + n)));
  }
}

// A promise, and what fulfils it.
function promised() {
  let fulfil;
  const promise = new Promise((done) => (fulfil = done));
  return { promise, fulfil };
}

// A person whose page gets the later pages of lists only as the test says: held from
// close() to open(), and failing while fails is true. asked() waits until one of them
// has been asked for since it was closed.
async function withGate() {
  const person = await Person.open(world.browser, world.azimuth);
  let opened, came;
  const gate = {
    fails: false,
    close: () => ([opened, came] = [promised(), promised()]),
    open: () => opened.fulfil(),
    asked: () => came.promise,
  };
  gate.close();
  await person.page.route(/[?&](\$|%24)skiptoken=/i, async (route) => {
    came.fulfil();
    await opened.promise;
    // The page may have given up asking.
    await (gate.fails ? route.fulfill({ status: 500, json: torn }) : route.continue()).catch(() => {});
  });
  return { person, page: person.page, gate };
}

const torn = { error: { code: "InternalServerError", message: "The page of the list was torn." } };

const status = (page, text) => page.locator("main").getByRole("status").getByText(text, { exact: true });

// How many rows the first page brings, how many there are, and what is one of them.
const lists = {
  "/": [1000, `${all} items`, /^many-/],
  "/resources": [1000, `${all} items`, /^many-/],
  "/identities": [1000, `${all} items`, /^many-/],
  "/directory/groups": [999, `${groups} items`, /^team-/],
  "/activity": [200, /^[2-9]\d{3} items$/, /^(many|early)-/],
};

for (const [path, [first, whole, row]] of Object.entries(lists)) {
  test(`the first page of ${path} is shown while the rest is on its way`, async () => {
    const { person, page, gate } = await withGate();
    await person.go(path);
    await status(page, `Showing ${first} items, loading more…`).waitFor();
    await page.getByRole("link", { name: row }).first().waitFor();
    assert.equal(await page.getByRole("table").getAttribute("aria-rowcount"), "-1", "how many there are is not known yet");
    await person.checkAccess(`${path}, of which a part has come`);
    gate.open();
    const number = parseInt(await status(page, whole).innerText());
    assert.equal(await page.getByRole("table").getAttribute("aria-rowcount"), String(number + 1));
    await person.finish();
  });
}

test("a long list has only what is seen in the document", async () => {
  const person = await Person.open(world.browser, world.azimuth);
  const page = await person.go("/identities");
  await status(page, `${all} items`).waitFor();
  const rows = await page.getByRole("row").count();
  assert.ok(rows < 60, `${rows} rows are in the document`);
  await page.getByRole("group", { name: "Managed identities" }).evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await page.getByRole("link", { name: numbered("many", identities - 1) }).waitFor();
  await person.checkAccess("a long list");
  await person.finish();
});

test("the filter acts on all that has come, says so, and then on what comes", async () => {
  const { person, page, gate } = await withGate();
  await person.go("/resources");
  await status(page, "Showing 1000 items, loading more…").waitFor();
  const filter = page.getByRole("searchbox");
  await filter.fill("many-0777");
  await page.getByRole("link", { name: "many-0777" }).waitFor();
  await status(page, "1 of the 1000 items that have come, loading more…").waitFor();
  await filter.fill("early-0039");
  await page.getByText("Nothing that has come matches the filter.").waitFor();
  await person.checkAccess("a filter that nothing has matched yet");
  gate.open();
  await page.getByRole("link", { name: "early-0039" }).waitFor();
  await status(page, `1 of ${all} items`).waitFor();
  await person.finish();
});

test("the address keeps the filter and the type", async () => {
  const { azimuth, browser } = world;
  const network = await azimuth.group("wired");
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/groups");
  await page.getByRole("link", { name: "All resources" }).first().click();
  await page.getByRole("searchbox").fill("wired");
  await page.getByRole("combobox", { name: "Type" }).selectOption({ label: "Virtual networks" });
  await status(page, /^1 of \d+ items$/).waitFor();
  const address = new URL(page.url());
  assert.deepEqual(Object.fromEntries(address.searchParams), { filter: "wired", type: "Microsoft.Network/virtualNetworks" });
  await page.reload();
  await status(page, /^1 of \d+ items$/).waitFor();
  assert.equal(await page.getByRole("searchbox").inputValue(), "wired");
  assert.equal(await page.getByRole("combobox", { name: "Type" }).locator("option:checked").innerText(), "Virtual networks");
  // What was typed is one page, not one for each letter.
  await page.goBack();
  await page.getByRole("heading", { name: "Resource groups" }).waitFor();
  await azimuth.arm("DELETE", network.id);
  await person.finish();
});

test("a later page that fails takes nothing away, says why, and is tried again", async () => {
  const { person, page, gate } = await withGate();
  gate.fails = true;
  gate.open();
  await person.go("/resources");
  await status(page, "Showing 1000 items; the rest could not be read").waitFor();
  await page.locator("main").getByText("InternalServerError: The page of the list was torn.").waitFor();
  await page.getByRole("link", { name: "many-0000" }).waitFor();
  await person.checkAccess("a list whose rest could not be read");
  await page.getByRole("searchbox").fill("early-0039");
  await page.getByText("Nothing that has come matches the filter.").waitFor();
  await status(page, "0 of the 1000 items that have come; the rest could not be read").waitFor();
  await page.getByRole("searchbox").fill("");
  gate.fails = false;
  await page.getByRole("button", { name: "Try again" }).focus();
  await page.keyboard.press("Enter");
  await status(page, `${all} items`).waitFor();
  await page.getByText("InternalServerError").waitFor({ state: "detached" });
  await person.finish([/status of 500/]);
});

test("the row with the focus keeps it, wherever rows that come move it", async () => {
  const { person, page, gate } = await withGate();
  await person.go("/resources");
  const row = page.getByRole("link", { name: "many-0000" });
  await row.focus();
  gate.open();
  await status(page, `${all} items`).waitFor();
  await page.getByRole("link", { name: "early-0000" }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "many-0000");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "many-0000" }).waitFor();
  await person.finish();
});

test("a list that was left half read is read to its end when one comes back", async () => {
  const { person, page, gate } = await withGate();
  await person.go("/resources");
  await status(page, "Showing 1000 items, loading more…").waitFor();
  await person.follow("/groups");
  await page.getByRole("heading", { name: "Resource groups" }).waitFor();
  gate.open();
  await person.follow("/resources");
  await status(page, `${all} items`).waitFor();
  await person.finish();
});

test("a list that is read anew stays whole meanwhile", async () => {
  const { azimuth } = world;
  const { person, page, gate } = await withGate();
  gate.open();
  await person.go("/resources");
  await status(page, `${all} items`).waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  gate.close();
  const made = await azimuth.identity({ id: `${azimuth.subscription}/resourceGroups/zone` }, "newcomer");
  await gate.asked();
  assert.ok(await status(page, `${all} items`).isVisible());
  gate.open();
  await status(page, `${all + 1} items`).waitFor();
  await azimuth.arm("DELETE", made.id);
  await person.finish();
});
