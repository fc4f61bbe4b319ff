// "Show as az / curl": what a page offers as commands is what it would send, and
// run in a shell it does what the page does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { Person, resourcePage, useWorld } from "./browser.mjs";
import { bash, comparable, requestsOf } from "./shell.mjs";

const world = useWorld();

// Runs a shown curl command against the server, as the administrator.
function run(azimuth, text) {
  const { arm, graph } = azimuth.tokens;
  return bash(text.replace("curl ", "curl -sS --fail-with-body "), { TOKEN: arm, GRAPH_TOKEN: graph, CURL_CA_BUNDLE: azimuth.environment.caFile });
}

test("what a page offers as curl does what its buttons do", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("shell");
  const machine = await azimuth.machine(group, "told");
  const power = async () => (await azimuth.arm("GET", `${machine.id}/instanceView`)).statuses.at(-1).code;
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(machine.id));
  await page.locator("main").getByText("Running").first().waitFor();
  const offered = await person.offered();
  assert.deepEqual(Object.keys(offered).sort(), ["Delete", "Edit tags", "Read what this page shows", "Restart", "Start", "Stop"]);
  assert.equal(offered.Stop.az, "az vm deallocate -g shell -n told");
  assert.equal(offered.Delete.az, "az vm delete -g shell -n told --yes");
  assert.match(offered["Read what this page shows"].az, /^az vm show -g shell -n told$/m);

  run(azimuth, offered.Stop.curl);
  assert.equal(await power(), "PowerState/deallocated");
  await page.locator("main").getByText("Stopped (deallocated)").waitFor();
  // The same by the button: what is sent is what was shown.
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByText("told was started").first().waitFor();
  assert.equal(await power(), "PowerState/running");
  assert.deepEqual(person.sent.map(comparable), requestsOf(offered.Start.curl).map(comparable));
  await person.finish();
});

test("a reading page shows how to read the same", async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("shell-reading");
  const identity = await azimuth.identity(group, "read-me");
  const person = await Person.open(browser, azimuth);
  const page = await person.go(resourcePage(identity.id, "json"));
  await page.getByLabel("API version").selectOption("2018-11-30");
  const json = page.getByRole("region", { name: "JSON view" });
  await json.getByText("clientId").waitFor();
  const offered = await person.offered();
  const first = offered["Read what this page shows"].curl.split("\n\n").find((text) => text.includes("/read-me?api-version=2018-11-30"));
  assert.deepEqual(JSON.parse(run(azimuth, first)), JSON.parse(await json.innerText()));
  assert.ok(offered["Read what this page shows"].az.includes(`az resource show --ids ${identity.id} --api-version 2018-11-30`), offered["Read what this page shows"].az);
  await person.go("/directory/users");
  const users = (await person.offered())["Read what this page shows"];
  assert.equal(users.az.split("\n")[0], "az ad user list");
  assert.ok(JSON.parse(run(azimuth, users.curl.split("\n\n")[0])).value.some((user) => user.userPrincipalName === "admin@azimuth.test"));
  await person.finish();
});

test("what a form shows does what its button does, secrets aside", async () => {
  const { azimuth, browser } = world;
  await azimuth.group("shell-form");
  const person = await Person.open(browser, azimuth);
  const page = await person.go("/identities");
  await page.getByRole("button", { name: "Create" }).click();
  const panel = page.getByRole("dialog", { name: "Create managed identity" });
  await panel.getByLabel("Resource group").selectOption({ label: "shell-form" });
  await panel.getByLabel("Name of the managed identity").fill("by-curl");
  await panel.getByRole("button", { name: "Show as az / curl" }).click();
  const curl = panel.getByRole("region", { name: /^curl: / });
  await curl.waitFor();
  assert.equal(await panel.getByRole("region", { name: /^Azure CLI: / }).innerText(), "az identity create -g shell-form -n by-curl -l westus");
  await person.checkAccess("the commands of a form");
  const made = JSON.parse(run(azimuth, await curl.innerText()));
  assert.equal(made.name, "by-curl");
  assert.ok(made.properties.principalId);
  await panel.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("link", { name: "by-curl" }).waitFor();

  await person.go("/directory/users");
  await page.getByRole("button", { name: "New user" }).click();
  const user = page.getByRole("dialog", { name: "New user" });
  await user.getByLabel("Display name").fill("Eve O'Hara");
  await user.getByRole("button", { name: "Show as az / curl" }).click();
  const text = user.getByRole("region", { name: /^curl: / });
  await text.waitFor();
  const shown = bash(`PASSWORD='not for eyes 1A!'; curl() { printf '%s' "\${@: -1}"; }; ${await text.innerText()}`, { GRAPH_TOKEN: "" });
  assert.equal(JSON.parse(shown).passwordProfile.password, "not for eyes 1A!", "a variable stands for the password");
  assert.equal(JSON.parse(shown).displayName, "Eve O'Hara");
  await person.finish();
});

test("what is shown as az is what az takes", { skip: missing("az") }, async () => {
  const { azimuth, browser } = world;
  const group = await azimuth.group("shell-az");
  const person = await Person.open(browser, azimuth);
  await person.go(resourcePage(group.id, "locks"));
  await person.page.getByRole("button", { name: "Add" }).click();
  const panel = person.page.getByRole("dialog", { name: "Add lock" });
  await panel.getByLabel("Name").fill("by-az");
  await panel.getByRole("button", { name: "Show as az / curl" }).click();
  const command = panel.getByRole("region", { name: /^Azure CLI: / });
  await command.waitFor();
  const text = await command.innerText();
  assert.equal(text, "az lock create -n by-az --lock-type CanNotDelete -g shell-az");
  bash(text.replace("az ", `"$AZIMUTH_BIN" az --data "$AZIMUTH_DATA" -- `), { AZIMUTH_BIN: process.env.AZIMUTH_BIN, AZIMUTH_DATA: process.env.AZIMUTH_TEST_DATA });
  const locks = await azimuth.arm("GET", `${group.id}/providers/Microsoft.Authorization/locks?api-version=2020-05-01`);
  assert.deepEqual(locks.value.map((lock) => [lock.name, lock.properties.level]), [["by-az", "CanNotDelete"]]);
  await person.finish();
});

function missing(program) {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return false;
  } catch {
    return `${program} is not installed`;
  }
}
