// How long it takes from a click until the page that it leads to is painted with
// what it is for, where it was shown before: the median of each page, in
// milliseconds. The most that the median of all may be is 100.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Person, resourcePage, useWorld } from "./browser.mjs";

const rounds = 7;
const most = 100;

const world = useWorld();

test("warm navigations", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("city");
  for (let i = 0; i < 40; i++) {
    await azimuth.machine(group, `house-${String(i).padStart(2, "0")}`, { type: "SystemAssigned" });
  }
  const machine = `${group.id}/providers/Microsoft.Compute/virtualMachines/house-07`;
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/");
  // In the order of a walk; the address, and what the page shows when it is there.
  const walk = [
    ["/machines", "house-07"],
    [resourcePage(machine), "Running"],
    [resourcePage(machine, "identity"), "Object (principal) ID"],
    [resourcePage(machine, "networking"), "10.0.0."],
    [resourcePage(machine, "iam"), "Owner"],
    [resourcePage(machine, "activity"), "virtualMachines/write"],
    [resourcePage(group.id), "house-07"],
    ["/resources", "house-07"],
    ["/identities", "managed identities that you may read"],
    ["/directory/users", "Object ID"],
    ["/create/machine", "Virtual machine name"],
    ["/", "Welcome"],
  ];
  const times = walk.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, [path, text]] of walk.entries()) {
      const took = await page.evaluate(visit, { address: `/portal${path}`, text });
      if (round > 0) {
        times[i].push(took);
      }
    }
  }
  for (const [i, [path]] of walk.entries()) {
    console.log(`${String(Math.round(median(times[i]))).padStart(5)} ms  (${Math.round(Math.min(...times[i]))} to ${Math.round(Math.max(...times[i]))})  ${path.replace(group.id, "{group}")}`);
  }
  const all = median(times.flat());
  console.log(`${String(Math.round(all)).padStart(5)} ms  the median of all ${times.flat().length}`);
  assert.ok(all < most, `a warm navigation takes ${Math.round(all)} ms`);
  await person.finish();
});

// Follows a link to an address, in the page, and waits for the frame that shows
// the text in the main part and not what was there before.
function visit({ address, text }) {
  return new Promise((done) => {
    const link = document.createElement("a");
    link.href = address;
    document.querySelector("header").append(link);
    const before = document.querySelector("main h1");
    const began = performance.now();
    const look = () => {
      const heading = document.querySelector("main h1");
      if (location.pathname === address && heading && heading !== before && document.querySelector("main").textContent.includes(text)) {
        watcher.disconnect();
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now() - began);
        requestAnimationFrame(() => channel.port2.postMessage(0)); // after the frame
      }
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
    link.click();
    link.remove();
    look();
  });
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
