// Holds recorded exchanges against Azure's own API descriptions.
//
//	node run.mjs RECORD
//
// RECORD has an exchange a line, as the tests write them where AZIMUTH_RECORD
// names a file. The descriptions, and the program that checks with npm's oav, are
// in the directory that AZIMUTH_REFERENCE names. An answer that a description does
// not allow must be covered by an entry of listed.json; an entry that covers
// nothing is an error too. Only answers of success are judged: the descriptions of
// most api-versions know of no others. What a description has no operation for is
// counted.
import { spawn } from 'node:child_process';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import readline from 'node:readline';

const here = import.meta.dirname;
const root = path.resolve(here, '../..');
const record = process.argv[2];
const named = process.env.AZIMUTH_REFERENCE;
const reference = path.resolve(root, named || '../shared');
const judge = path.join(reference, 'tools/openapi-judge/judge.mjs');

if (!existsSync(judge)) {
	console.error(`there is no ${judge}: set AZIMUTH_REFERENCE to the directory that holds tools/ and openapi/`);
	process.exit(named ? 1 : 0);
}
const listed = JSON.parse(readFileSync(path.join(here, 'listed.json'), 'utf8'));
const covered = new Map(listed.map((entry) => [entry, 0]));

const glob = (pattern) => new RegExp('^' + pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*') + '$');
const matchers = listed.map((entry) => ({ entry, fields: ['test', 'operation', 'code', 'at'].filter((f) => entry[f]).map((f) => [f, glob(entry[f])]) }));

// find is the first entry that covers a finding.
const find = (finding) => matchers.find((m) => m.fields.every(([field, pattern]) => pattern.test(finding[field])))?.entry;

// exchanges are those of success, each kind of answer once.
async function exchanges() {
	const seen = new Set();
	const kept = [];
	for await (const line of readline.createInterface({ input: createReadStream(record) })) {
		const exchange = JSON.parse(line);
		const status = Number(exchange.liveResponse.statusCode);
		if (status < 200 || status > 299 || !/^https:..[^/]+.{1,2}(subscriptions|providers)\b.*api-version=/.test(exchange.liveRequest.url)) continue;
		const same = JSON.stringify([exchange.liveRequest.method, exchange.liveRequest.url, status, exchange.liveResponse.body])
			.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d{2}-\d{2}T[^"]*/gi, '');
		const key = createHash('sha1').update(same).digest('hex');
		if (!seen.has(key)) {
			seen.add(key);
			kept.push(line);
		}
	}
	return kept;
}

const kept = await exchanges();
if (kept.length === 0) {
	console.error(`${record} holds no exchange`);
	process.exit(1);
}
const child = spawn(process.execPath, [judge, path.join(reference, 'openapi'), '**/*.json'], {
	env: { ...process.env, NODE_PATH: path.join(here, 'node_modules') },
	stdio: ['pipe', 'pipe', 'ignore'],
});
child.stdin.end(kept.join('\n') + '\n');

let judged = 0;
let unknown = 0;
const unlisted = new Map();
for await (const line of readline.createInterface({ input: child.stdout })) {
	if (!line.startsWith('{')) continue;
	const result = JSON.parse(line);
	if (result.ready) continue;
	if (result.response.exception) {
		unknown++;
		continue;
	}
	judged++;
	for (const error of result.response.errors) {
		const finding = {
			test: result.id.split(' ')[0],
			operation: result.op,
			code: error.code,
			at: (error.at?.[0] ?? '').replace(/\d+/g, 'N'),
		};
		const entry = find(finding);
		if (entry) {
			covered.set(entry, covered.get(entry) + 1);
			continue;
		}
		const key = `${finding.operation} ${finding.code} ${finding.at}: ${error.msg}`.replace(/\d+/g, 'N');
		unlisted.set(key, unlisted.get(key) ?? result.id);
	}
}
console.log(`${judged} answers judged, ${unknown} of operations that no description has, ${listed.length} entries listed`);
for (const [finding, example] of unlisted) console.error(`not listed: ${finding}\n    ${example}`);
for (const [entry, n] of covered) if (n === 0) console.error(`covers nothing: ${JSON.stringify(entry)}`);
if (judged === 0) console.error('nothing was judged');
process.exit(unlisted.size > 0 || [...covered.values()].includes(0) || judged === 0 ? 1 : 0);
