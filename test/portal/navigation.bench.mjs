// How long a warm navigation takes: the median of each page, in milliseconds. The most
// that the median of all may be is what each may take at its fastest.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Person, useWorld } from "./browser.mjs";
import { slowest, walk, walkThrough } from "./navigation.mjs";

const world = useWorld();

test("warm navigations", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("city");
  const machines = [];
  for (let i = 0; i < 40; i++) {
    machines.push(await azimuth.machine(group, `house-${String(i).padStart(2, "0")}`, { type: "SystemAssigned" }));
  }
  const person = await Person.open(browser, azimuth);
  const times = await walk(await person.go("/"), walkThrough(group, machines[7]), 7);
  for (const { path, times: of } of times) {
    console.log(`${String(Math.round(median(of))).padStart(5)} ms  (${Math.round(Math.min(...of))} to ${Math.round(Math.max(...of))})  ${path.replace(group.id, "{group}")}`);
  }
  const flat = times.flatMap(({ times: of }) => of);
  const all = median(flat);
  console.log(`${String(Math.round(all)).padStart(5)} ms  the median of all ${flat.length}`);
  assert.ok(all < slowest, `a warm navigation takes ${Math.round(all)} ms`);
  await person.finish();
});

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
