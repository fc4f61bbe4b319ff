// How long it takes from a click until the page that it leads to is painted with
// what it is for, where it was shown before.
import { resourcePage } from "./browser.mjs";

// The most that it may take, in milliseconds.
export const slowest = 100;

// Pages in the order of a walk: the address, and what the page shows when it is there.
export function walkThrough(group, machine) {
  return [
    ["/machines", machine.name],
    [resourcePage(machine.id), "Running"],
    [resourcePage(machine.id, "identity"), "Object (principal) ID"],
    [resourcePage(machine.id, "networking"), "10.0.0."],
    [resourcePage(machine.id, "iam"), "Owner"],
    [resourcePage(machine.id, "activity"), "virtualMachines/write"],
    [resourcePage(group.id), machine.name],
    ["/resources", machine.name],
    ["/identities", "Managed identities"],
    ["/directory/users", "Object ID"],
    ["/create/machine", "Virtual machine name"],
    ["/", "Welcome"],
  ];
}

// Walks so many rounds, after one in which the pages are new; the times of each page.
export async function walk(page, places, rounds) {
  const all = places.map(([path]) => ({ path, times: [] }));
  for (let round = 0; round <= rounds; round++) {
    for (const [i, [path, text]] of places.entries()) {
      const took = await page.evaluate(visit, { address: `/portal${path}`, text });
      if (round > 0) {
        all[i].times.push(took);
      }
    }
  }
  return all;
}

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
