// S1: role assignments and role definitions.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { all, azimuth, refused } from "./clients.mjs";
import { managedIdentityOperator, reader, roleId, Site } from "./site.mjs";

test("S1 role assignments, at scopes that begin with a slash", async () => {
  const urls = [];
  const site = await Site.make("js-assignments", urls);
  const assignments = site.authorization.roleAssignments;
  const [first, second] = [await site.identity("first"), await site.identity("second")];
  const principal = first.principalId;
  urls.length = 0;
  const atGroup = await site.assign(reader, principal);
  const doubled = `${azimuth.resourceManager}//subscriptions/`;
  assert.ok(urls[0].startsWith(doubled), `the SDK no longer sends ${doubled}, but ${urls[0]}`);
  const atIdentity = await site.assign(managedIdentityOperator, principal, first.id);
  await site.assign(reader, second.principalId);

  const got = await assignments.getById(atGroup.id);
  assert.deepEqual(
    { principalId: got.principalId, principalType: got.principalType, scope: got.scope, role: got.roleDefinitionId },
    { principalId: principal, principalType: "ServicePrincipal", scope: site.id, role: roleId(reader) },
  );
  assert.ok(got.createdOn instanceof Date);

  const both = [atGroup.id, atIdentity.id].sort();
  const of = async (filter) => (await all(assignments.listForScope(site.id, { filter }))).map(({ id }) => id).sort();
  assert.deepEqual(await of(`principalId eq '${principal}'`), both);
  assert.deepEqual(await of(`assignedTo('${principal}')`), both);
  assert.deepEqual(await of(`atScope() and assignedTo('${principal}')`), [atGroup.id]);
  const filter = `principalId eq '${principal}'`;
  assert.deepEqual((await all(assignments.listForSubscription({ filter }))).map(({ id }) => id).sort(), both);
  const scopes = (await all(assignments.listForResourceGroup(site.name, { filter: "atScope()" }))).map(({ scope }) => scope);
  assert.deepEqual([...new Set(scopes)].sort(), ["/", site.id]);

  await refused(site.assign(reader, principal), 409, "RoleAssignmentExists");
  await refused(site.assign(reader, randomUUID()), 400, "PrincipalNotFound");
  await refused(site.assign(randomUUID(), principal), 404, "RoleDefinitionDoesNotExist");
  await refused(assignments.get(site.id, randomUUID()), 404, "RoleAssignmentNotFound");

  assert.equal((await assignments.delete(site.id, atGroup.name)).id, atGroup.id);
  assert.equal(await assignments.delete(site.id, atGroup.name).then((gone) => gone?.id), undefined); // it answers 204
  assert.deepEqual(await of(`principalId eq '${principal}'`), [atIdentity.id]);
});

test("S1 role definitions, built-in and custom", async () => {
  const site = await Site.make("js-definitions");
  const definitions = site.authorization.roleDefinitions;
  const list = (filter) => all(definitions.list(site.id, { filter }));
  const [builtIn, ...more] = await list("roleName eq 'Reader'");
  assert.deepEqual({ name: builtIn.name, type: builtIn.roleType, more }, { name: reader, type: "BuiltInRole", more: [] });

  const id = randomUUID();
  const role = {
    roleName: "JavaScript watcher",
    description: "Sees identities",
    roleType: "CustomRole",
    assignableScopes: [site.id],
    permissions: [{ actions: ["Microsoft.ManagedIdentity/userAssignedIdentities/read"], notActions: [] }],
  };
  const made = await definitions.createOrUpdate(site.id, id, role);
  assert.deepEqual({ name: made.roleName, type: made.roleType, actions: made.permissions[0].actions }, {
    name: role.roleName, type: role.roleType, actions: role.permissions[0].actions,
  });
  assert.equal((await definitions.getById(made.id)).description, role.description);
  assert.deepEqual((await list(`roleName eq '${role.roleName}'`)).map(({ name }) => name), [id]);

  const assignment = await site.assign(id, (await site.identity("holder")).principalId);
  await refused(definitions.delete(site.id, id), 400, "RoleDefinitionHasAssignments");
  await site.authorization.roleAssignments.deleteById(assignment.id);
  await definitions.delete(site.id, id);
  await refused(definitions.get(site.id, id), 404, "RoleDefinitionDoesNotExist");
});
