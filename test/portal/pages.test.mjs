// Every page, light, dark and narrow: it shows what it is for, no rule of WCAG 2.1 AA
// is broken, nothing goes wrong in the console; and what those see who may only read,
// or nothing. The pictures of docs/portal are made here, where AZIMUTH_SCREENSHOTS
// names a folder.
import assert from "node:assert/strict";
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
  const staff = await azimuth.graph("POST", "/groups", { displayName: "Operators", mailNickname: "operators", mailEnabled: false, securityEnabled: true });
  const ann = await azimuth.newUser("ann");
  await azimuth.newUser("nobody");
  await azimuth.graph("POST", `/groups/${staff.id}/members/$ref`, { "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${ann.id}` });
  const application = await azimuth.graph("POST", "/applications", { displayName: "shop-frontend" });
  await azimuth.assign(roles.reader, staff.id, group.id);
  await azimuth.arm("PUT", `${orders.id}/federatedIdentityCredentials/pipeline`, { properties: { issuer: "https://token.actions.example", subject: "repo:shop", audiences: ["api://AzureADTokenExchange"] } });
  const deployment = `${group.id}/providers/Microsoft.Resources/deployments/first`;
  await azimuth.arm("PUT", deployment, {
    properties: {
      mode: "Incremental",
      template: {
        $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", contentVersion: "1.0.0.0", parameters: { name: { type: "string", defaultValue: "deployed" } },
        resources: [{ type: "Microsoft.ManagedIdentity/userAssignedIdentities", apiVersion: "2023-01-31", name: "[parameters('name')]", location: "[resourceGroup().location]" }],
        outputs: { id: { type: "string", value: "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('name'))]" } },
      },
    },
  });
  const gate = await azimuth.arm("PUT", `${group.id}/providers/Microsoft.Network/networkSecurityGroups/gate`, {
    location: "westus",
    properties: { securityRules: [{ name: "https", properties: { priority: 100, direction: "Inbound", access: "Allow", protocol: "Tcp", sourceAddressPrefix: "*", sourcePortRange: "*", destinationAddressPrefix: "*", destinationPortRange: "443" } }] },
  });
  await azimuth.arm("PUT", `${group.id}/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01`, { properties: { level: "CanNotDelete", notes: "the shop stays" } });
  made = { gate: gate.id, network: `${group.id}/providers/Microsoft.Network/virtualNetworks/network`, nic: `${group.id}/providers/Microsoft.Network/networkInterfaces/web-1-nic`, ann: ann.id, staff: staff.id, application: application.id, deployment, group: group.id, machine: machine.id, set: set.id, instance: `${set.id}/virtualMachines/0`, identity: orders.id };
});

// name: [path, a text that the page shows when it is there, dark picture too]
const pages = () => ({
  home: ["/", "Create virtual machine"],
  resources: ["/resources", "workers"],
  groups: ["/groups", "shop"],
  machines: ["/machines", "web-1"],
  scalesets: ["/scalesets", "workers"],
  identities: ["/identities", "orders-reader"],
  networks: ["/networks", "10.0.0.0/16"],
  interfaces: ["/interfaces", "web-1-nic"],
  securitygroups: ["/securitygroups", "gate"],
  network: [resourcePage(made.network), "Address space"],
  "network-subnets": [resourcePage(made.network, "subnets"), "10.0.0.0/24"],
  interface: [resourcePage(made.nic), "MAC address"],
  "security-group": [resourcePage(made.gate), "Security rules"],
  "security-group-rules": [resourcePage(made.gate, "rules"), "DenyAllInBound"],
  group: [resourcePage(made.group), "web-1"],
  "group-locks": [resourcePage(made.group, "locks"), "the shop stays"],
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
  "identity-associated": [resourcePage(made.identity, "associated"), "workers"],
  "identity-federated": [resourcePage(made.identity, "federated"), "repo:shop"],
  "identity-roles": [resourcePage(made.identity, "roleassignments"), "Virtual Machine Contributor"],
  "machine-roles": [resourcePage(made.machine, "roleassignments"), "Reader"],
  "machine-token": [resourcePage(made.machine, "token"), "Get a token"],
  "machine-activity": [resourcePage(made.machine, "activity"), "Microsoft.Compute/virtualMachines/write"],
  "group-iam": [resourcePage(made.group, "iam"), "Operators"],
  "group-iam-check": [resourcePage(made.group, "iam", "?tab=check"), "What you may do here"],
  "group-iam-roles": [resourcePage(made.group, "iam", "?tab=roles"), "Built-in"],
  "group-deployments": [resourcePage(made.group, "deployments"), "first"],
  deployment: [resourcePage(made.deployment), "Your deployment is complete"],
  "deployment-inputs": [resourcePage(made.deployment, "inputs"), "deployed"],
  "deployment-template": [resourcePage(made.deployment, "template"), "contentVersion"],
  access: ["/access", "Owner"],
  activity: ["/activity", "Succeeded"],
  users: ["/directory/users", "ann"],
  user: [`/directory/users/${made.ann}`, "Operators"],
  "directory-groups": ["/directory/groups", "Operators"],
  "directory-group": [`/directory/groups/${made.staff}`, "ann"],
  applications: ["/directory/applications", "shop-frontend"],
  application: [`/directory/applications/${made.application}`, "Client secrets"],
  "create-machine": ["/create/machine", "Virtual machine name"],
  "create-scaleset": ["/create/scaleset", "Scale set name"],
  deploy: ["/deploy", "Paste a template"],
  nowhere: ["/nowhere", "names nothing"],
});

// The pictures that docs/portal keeps: name, and whether in dark.
const kept = { home: "light", "machine-identity": "light", "set-instances": "dark", "create-machine": "light", deployment: "light" };

test("every page, light and dark", async (t) => {
  const person = await Person.open(world.browser, world.azimuth);
  await person.go("/access");
  for (const [name, [path, text]] of Object.entries(pages())) {
    await t.test(name, async () => {
      const page = await person.follow(path);
      await page.locator("main").getByText(text).locator("visible=true").first().waitFor();
      for (const [theme, other] of [["light", "dark"], ["dark", "light"]]) {
        // The themes differ in their colours alone.
        await person.checkAccess(`${name}, ${theme}`, theme === "dark" ? "color-contrast" : "");
        if (kept[name] === theme) {
          await person.picture(name);
        }
        await page.getByRole("button", { name: `Use the ${other} theme` }).click();
        await page.mouse.move(0, 0);
      }
      await page.setViewportSize({ width: 400, height: 860 });
      await page.getByRole("button", { name: "Portal", expanded: false }).waitFor();
      assert.deepEqual(await page.evaluate(() => ["html", "main"].filter((part) => document.querySelector(part).scrollWidth > document.querySelector(part).clientWidth)), [], "nothing scrolls to the side in a narrow window");
      await page.setViewportSize({ width: 1360, height: 860 });
    });
  }
  await person.finish();
});

// What everybody may press: it reads, or leads to a form that says what it takes.
const harmless = new Set(["Refresh", "Create", "Custom deployment", "Redeploy", "Download a template", "View permissions", "Discard", "Show as az / curl"]);

// The buttons of the page that would change something, and could be pressed.
// finished asks instead whether there is none.
function tempting({ allowed, finished }) {
  const buttons = document.querySelectorAll("main [role=toolbar] button, main input[type=radio][value=on], main button[aria-label='Edit tags']");
  const left = [...buttons].filter((button) => !button.disabled && button.getAttribute("aria-disabled") !== "true").map((button) => button.textContent || button.ariaLabel || button.value).filter((name) => !allowed.includes(name));
  return finished ? left.length === 0 && document.querySelector("main h1") !== null && document.querySelector("main [role=progressbar]") === null : left;
}

for (const [user, told] of [["ann", "may read"], ["nobody", "may not read"]]) {
  test(`who ${told} sees on every page that nothing can be changed`, async (t) => {
    const person = await Person.open(world.browser, world.azimuth, { user: `${user}@azimuth.test` });
    await person.go("/groups");
    for (const [name, [path, text]] of Object.entries(pages())) {
      await t.test(name, async () => {
        const page = await person.follow(path);
        if (user === "ann" && !path.startsWith("/access")) {
          await page.locator("main").getByText(name === "deployment-template" ? "You do not have access" : text).locator("visible=true").first().waitFor();
        }
        // Where the scope of a role is chosen in the form, that says what it takes.
        const allowed = [...harmless, ...(path.includes("/iam") || path === "/access" ? [] : ["Add role assignment"])];
        // The rights come a moment after the page.
        await page.waitForFunction(tempting, { allowed, finished: true }).catch(() => {});
        assert.deepEqual(await page.evaluate(tempting, { allowed }), []);
        assert.equal(await page.locator("main").getByText("This page failed").count(), 0);
      });
    }
    person.sent = [];
    await person.finish([/status of 403/]);
  });
}
