// S1: groups, networks and identities, and how lists come in pages.
import assert from "node:assert/strict";
import { test } from "node:test";

import { administrator, all, azimuth, bearer, finish, newClients, refused } from "./clients.mjs";
import { location, Site } from "./site.mjs";

test("S1 resource groups", async () => {
  const site = await Site.make("js-groups");
  const groups = site.resources.resourceGroups;
  assert.equal((await groups.checkExistence(site.name)).body, true);
  assert.equal((await groups.checkExistence("none")).body, false);
  await refused(groups.get("none"), 404, "ResourceGroupNotFound");
  await refused(groups.createOrUpdate(site.name, { location: "eastus" }), 409, "InvalidResourceGroupLocation");

  const updated = await groups.update(site.name, { tags: { a: "b" } });
  assert.deepEqual({ tags: updated.tags, location: updated.location }, { tags: { a: "b" }, location });
  const got = await groups.get(site.name.toUpperCase());
  assert.deepEqual({ name: got.name, state: got.properties.provisioningState }, { name: site.name, state: "Succeeded" });

  await site.identity("inside");
  await finish(groups.delete(site.name));
  await refused(site.msi.userAssignedIdentities.get(site.name, "inside"), 404, "ResourceGroupNotFound");
});

test("S1 a list in pages, over nextLink", async () => {
  const urls = [];
  const site = await Site.make("js-pages", urls);
  const names = ["first", "second", "third", "fourth", "fifth"];
  for (const name of names) {
    await site.identity(name);
  }
  const inPages = async (pager) => {
    urls.length = 0;
    const pages = [];
    for await (const page of pager.byPage()) {
      pages.push(page.map(({ name }) => name));
    }
    return pages;
  };
  const options = { top: 2, filter: "resourceType eq 'Microsoft.ManagedIdentity/userAssignedIdentities'" };
  const pages = await inPages(site.resources.resources.listByResourceGroup(site.name, options));
  assert.deepEqual(pages.map((page) => page.length), [2, 2, 1]);
  assert.deepEqual(pages.flat().sort(), names.toSorted());
  assert.equal(urls.length, 3);
  assert.ok(urls.every((url) => url.startsWith(`${azimuth.resourceManager}/`)), urls.join(" "));

  await site.resources.resourceGroups.update(site.name, { tags: { "js pages": "yes no" } });
  await site.resources.resourceGroups.createOrUpdate("js-pages-2", { location, tags: { "js pages": "yes no" } });
  const filter = "tagName eq 'js pages' and tagValue eq 'yes no'";
  assert.deepEqual((await inPages(site.resources.resourceGroups.list({ top: 1, filter }))).map((page) => page.length), [1, 1]);
});

test("S1 networks and interfaces", async () => {
  const site = await Site.make("js-networks");
  const { subnets, networkInterfaces, virtualNetworks } = site.network;
  await site.subnet();
  const second = await finish(subnets.createOrUpdate(site.name, "network", "second", { addressPrefix: "10.0.1.0/24" }));
  const card = await site.card("card", second.id);
  assert.match(card.ipConfigurations[0].privateIPAddress, /^10\.0\.1\./);
  assert.deepEqual((await all(subnets.list(site.name, "network"))).map(({ name }) => name).sort(), ["second", "subnet"]);

  await refused(finish(subnets.delete(site.name, "network", "second")), 400, "InUseSubnetCannotBeDeleted");
  await finish(networkInterfaces.delete(site.name, "card"));
  await finish(subnets.delete(site.name, "network", "second"));
  await finish(virtualNetworks.delete(site.name, "network"));
  await refused(virtualNetworks.get(site.name, "network"), 404, "ResourceNotFound");
});

test("S1, R17 user-assigned identities", async () => {
  const site = await Site.make("js-identities");
  const identities = site.msi.userAssignedIdentities;
  const made = await site.identity("ID1");
  assert.match(made.id, /\/resourcegroups\//);
  assert.equal(made.tenantId, azimuth.tenantId);
  assert.ok(made.principalId && made.clientId);

  const updated = await identities.update(site.name, "ID1", { tags: { a: "b" } });
  assert.deepEqual({ tags: updated.tags, principalId: updated.principalId }, { tags: { a: "b" }, principalId: made.principalId });
  assert.deepEqual((await all(identities.listByResourceGroup(site.name))).map(({ name }) => name), ["ID1"]);
  assert.ok((await all(identities.listBySubscription())).some(({ id }) => id === made.id));
  await identities.delete(site.name, "ID1");
  await identities.delete(site.name, "ID1"); // the second time answers 204
  await refused(identities.get(site.name, "ID1"), 404, "ResourceNotFound");
});

test("S1 federated credentials of an identity", async () => {
  const site = await Site.make("js-federated");
  await site.identity("ID1");
  const credentials = site.msi.federatedIdentityCredentials;
  const wanted = { issuer: "https://issuer.example", subject: "system:serviceaccount:ns:svc", audiences: ["api://AzureADTokenExchange"] };
  await credentials.createOrUpdate(site.name, "ID1", "cluster", wanted);
  const [{ issuer, subject, audiences }] = await all(credentials.list(site.name, "ID1"));
  assert.deepEqual({ issuer, subject, audiences }, wanted);
  await credentials.delete(site.name, "ID1", "cluster");
  await refused(credentials.get(site.name, "ID1", "cluster"), 404, "NotFound");
});

test("S1 a forged token is refused", async () => {
  const { token } = await administrator().getToken("https://management.azure.com/.default");
  const [header, payload, signature] = token.split(".");
  const changed = { ...JSON.parse(Buffer.from(payload, "base64url")), oid: "00000000-0000-0000-0000-000000000000" };
  const forged = [header, Buffer.from(JSON.stringify(changed)).toString("base64url"), signature].join(".");
  await refused(newClients(bearer(forged)).resources.resourceGroups.get("any"), 401, "InvalidAuthenticationToken");
});

test("nothing leaves this machine", async () => {
  for (const url of ["http://169.254.169.254/metadata", "https://management.azure.com/"]) {
    await assert.rejects(fetch(url), ({ cause }) => /is not a loopback address/.test(cause.message));
  }
});
