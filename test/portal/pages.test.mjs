// Every page, light and dark: it shows what it is for, no rule of WCAG 2.1 AA is
// broken, nothing goes wrong in the console. The pictures of docs/portal are made
// here, where AZIMUTH_SCREENSHOTS names a folder.
import { join } from "node:path";
import { test } from "node:test";

import { roles } from "./azimuth.mjs";
import { Person, resourcePage, useWorld } from "./browser.mjs";

let made;

// A small system, such as one looks at.
const world = useWorld(async (azimuth) => {
  const group = await azimuth.group("shop");
  const orders = await azimuth.identity(group, "orders-reader");
  await azimuth.identity(group, "payments");
  const machine = await azimuth.machine(group, "web-1", { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [orders.id]: {} } });
  const set = await azimuth.scaleSet(group, "workers", 3, { type: "UserAssigned", userAssignedIdentities: { [orders.id]: {} } });
  await azimuth.assign(roles.reader, machine.identity.principalId, group.id);
  await azimuth.assign(roles.virtualMachineContributor, orders.properties.principalId, set.id);
  made = { group: group.id, machine: machine.id, set: set.id, instance: `${set.id}/virtualMachines/0`, identity: orders.id };
});

// name: [path, a text that the page shows when it is there, dark picture too]
const pages = () => ({
  home: ["/", "Create virtual machine"],
  resources: ["/resources", "workers"],
  groups: ["/groups", "shop"],
  machines: ["/machines", "web-1"],
  scalesets: ["/scalesets", "workers"],
  identities: ["/identities", "orders-reader"],
  group: [resourcePage(made.group), "web-1"],
  machine: [resourcePage(made.machine), "Running"],
  "machine-identity": [resourcePage(made.machine, "identity"), "Object (principal) ID"],
  "machine-identity-user": [resourcePage(made.machine, "identity", "?tab=user"), "orders-reader"],
  "machine-networking": [resourcePage(made.machine, "networking"), "10.0.0."],
  "machine-json": [resourcePage(made.machine, "json"), "hardwareProfile"],
  set: [resourcePage(made.set), "Upgrade mode"],
  "set-instances": [resourcePage(made.set, "instances"), "Latest model"],
  "set-networking": [resourcePage(made.set, "networking"), "10.0.0."],
  "set-identity": [resourcePage(made.set, "identity"), "Status"],
  instance: [resourcePage(made.instance), "Running"],
  identity: [resourcePage(made.identity), "Client ID"],
});

for (const theme of ["light", "dark"]) {
  test(`every page, ${theme}`, async (t) => {
    const person = await Person.open(world.browser, world.azimuth, { theme });
    for (const [name, [path, text]] of Object.entries(pages())) {
      await t.test(name, async () => {
        const page = await person.go(path);
        await page.locator("main").getByText(text).first().waitFor();
        await page.evaluate(() => document.fonts.ready);
        if (process.env.AZIMUTH_SCREENSHOTS) {
          await page.screenshot({ path: join(process.env.AZIMUTH_SCREENSHOTS, `${name}${theme === "dark" ? "-dark" : ""}.png`) });
        }
        await person.checkAccess(name);
      });
    }
    await person.finish();
  });
}
