// Chromium, and people who sign in with it.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before } from "node:test";

import { chromium } from "playwright-core";

import { Azimuth } from "./azimuth.mjs";
import { comparable, requestsOf } from "./shell.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Everything that is asked for goes to this machine.
const flags = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--host-resolver-rules=MAP * 127.0.0.1", "--no-sandbox",
];

// Long, for machines that are busy: nothing waits for it where all is well.
export const patience = 60_000;

// The server of the test file and a browser, for as long as the file runs.
// prepare makes what its tests need.
export function useWorld(prepare = async () => {}) {
  const world = {};
  before(async () => {
    world.azimuth = await new Azimuth(JSON.parse(process.env.AZIMUTH_TEST)).signIn();
    await prepare(world.azimuth);
    world.browser = await launch();
  });
  after(() => world.browser?.close());
  return world;
}

export function launch() {
  return chromium.launch({ executablePath: executable(), args: flags, headless: true });
}

// The shell without windows, where it is installed, is the same engine and takes
// half the time to open a page.
function executable() {
  const named = process.env.CHROMIUM || ["chromium-headless-shell", "chromium"].find((name) => existsSync(`/usr/bin/${name}`)) || "chromium";
  return named.includes("/") ? named : `/usr/bin/${named}`;
}

// A person with a browser of its own. Every error in the console is kept, and
// everything that is asked of another place.
export class Person {
  static async open(browser, azimuth, { user = "", theme = "light", width = 1360, height = 860 } = {}) {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, colorScheme: theme, viewport: { width, height }, permissions: ["clipboard-read", "clipboard-write"], reducedMotion: "reduce" });
    context.setDefaultTimeout(patience);
    const person = new Person();
    Object.assign(person, { context, azimuth, user, errors: [], elsewhere: [], sent: [], secrets: {}, page: await context.newPage() });
    person.page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        person.errors.push(`${message.type()}: ${message.text()}`);
      }
    });
    person.page.on("pageerror", (error) => person.errors.push(String(error)));
    // What the page changed since it was loaded.
    person.page.on("domcontentloaded", () => (person.sent = []));
    person.page.on("request", (request) => {
      if (changes(request)) {
        person.sent.push({ method: request.method(), url: request.url(), body: request.postData() ?? "", headers: request.headers() });
      }
      if (!request.url().startsWith(azimuth.origin) && !request.url().startsWith("data:") && !request.url().startsWith("blob:")) {
        person.elsewhere.push(request.url());
      }
    });
    return person;
  }

  // Goes to a page of the portal, through the sign-in page where it comes.
  async go(path) {
    await this.page.goto(`${this.azimuth.origin}/portal${path}`);
    // The page may go to the sign-in page by itself, which has a heading too.
    const shown = this.page.locator("#root main h1").first();
    await this.page.locator("#code").or(shown).first().waitFor();
    if (await this.page.locator("#code").count()) {
      await this.signIn();
    }
    await shown.waitFor();
    return this.page;
  }

  // Follows a link to a page of the portal, as from the page that is shown.
  async follow(path) {
    await this.page.evaluate((address) => {
      const link = document.createElement("a");
      link.href = address;
      document.querySelector("header").append(link);
      link.click();
      link.remove();
    }, `/portal${path}`);
    await this.page.locator("main h1").first().waitFor();
    return this.page;
  }

  async signIn() {
    await this.page.fill("#user", this.user || "admin@azimuth.test");
    await this.page.fill("#code", await this.azimuth.code(this.user));
    await this.page.keyboard.press("Enter");
  }

  // No rule of WCAG 2.1 A and AA is broken on the page as it is now.
  // only limits it to one rule.
  async checkAccess(what, only = "") {
    if (!(await this.page.evaluate(() => "axe" in window))) {
      await this.page.evaluate(axe);
    }
    // Colours that are on their way are nobody's to judge.
    await this.page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const moving = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
      await Promise.allSettled(moving.map((animation) => animation.finished));
    });
    // Fluent's own marks at the ends of the document lead the focus on at once.
    // What keeps the rules is counted rather than described: that takes most of the time.
    const runOnly = only ? { type: "rule", values: [only] } : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
    const found = await this.page.evaluate(async (options) => {
      const { violations, passes } = await window.axe.run({ exclude: [["[data-tabster-dummy]"]] }, options);
      return { violations, passes: passes.length };
    }, { runOnly, resultTypes: ["violations"] });
    assert.ok(found.passes > 0, `${what} is judged`);
    const told = found.violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 3).map((n) => `    ${n.html.slice(0, 240)}\n    ${n.failureSummary}`).join("\n")}`);
    assert.deepEqual(told, [], `${what} is accessible`);
  }

  // Keeps a picture of what is shown, where a folder for them is named.
  async picture(name) {
    if (process.env.AZIMUTH_SCREENSHOTS) {
      await this.page.screenshot({ path: `${process.env.AZIMUTH_SCREENSHOTS}/${name}.png` });
    }
  }

  // Everything that the page has sent to change something it shows as curl, too.
  async checkCommands() {
    if (this.sent.length === 0) {
      return;
    }
    const notifications = this.page.getByRole("dialog", { name: "Notifications" });
    if (!(await notifications.isVisible())) {
      await this.page.getByRole("button", { name: "Notifications" }).click();
    }
    const shown = await this.shown(notifications, this.sent.length);
    assert.deepEqual(sorted(shown.map(comparable)), sorted(this.sent.map(comparable)), "what is shown is what was sent");
  }

  // The requests of the curl commands in a part of the page, opening those that
  // are folded. Each comes a moment after its button was pressed; what is shown
  // less often than it should be is for the caller to judge.
  async shown(part, number = 1) {
    const folded = part.getByRole("button", { name: "Show as az / curl", expanded: false });
    while ((await folded.count()) > 0) {
      await folded.first().click();
    }
    const texts = part.getByRole("region", { name: /^curl: / });
    await texts.nth(number - 1).waitFor({ timeout: 10_000 }).catch(() => {});
    return requestsOf((await texts.allInnerTexts()).join("\n"), this.secrets);
  }

  // The commands that the page itself offers, by what they do: the text for each
  // tool.
  async offered() {
    await this.page.locator("main").getByRole("button", { name: "Show as az / curl" }).first().click();
    const panel = this.page.getByRole("dialog", { name: "The same from the command line" });
    await panel.getByRole("region", { name: /^curl: / }).first().waitFor();
    const all = {};
    for (const region of await panel.getByRole("region", { name: /^(curl|Azure CLI): / }).all()) {
      const [tool, ...title] = (await region.getAttribute("aria-label")).split(": ");
      (all[title.join(": ")] ??= {})[tool === "curl" ? "curl" : "az"] = await region.innerText();
    }
    await this.checkAccess("the commands of a page");
    await panel.getByRole("button", { name: "Close" }).click();
    await panel.waitFor({ state: "detached" });
    return all;
  }

  // Nothing went wrong that the tests did not mean to.
  async finish(expected = []) {
    await this.checkCommands();
    const errors = this.errors.filter((text) => !expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(errors, [], "no error in the console");
    assert.deepEqual(this.elsewhere, [], "nothing is fetched from elsewhere");
    return this.context.close();
  }
}

// Whether a request of the page is one that changes something: some of those that
// only ask are POSTs.
function changes(request) {
  return request.method() !== "GET" && !/\/oauth2\/|\/sign-?in|\/(getByIds|explainAccess|inspectToken|validate|whatIf|exportTemplate)(\?|$)/.test(request.url());
}

function sorted(requests) {
  return requests.map((request) => JSON.stringify(request)).sort();
}

export function resourcePage(id, blade = "", query = "") {
  return `/resource${id}${blade ? `/${blade}` : ""}${query}`;
}
