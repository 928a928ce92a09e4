// dial.mjs ADDRESS HASHES PACKAGE: dials a listener out of Node over node-datachannel, and prints what it was told and what the listener was.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const [address, hashes, folder, peers] = process.argv.slice(2);
const { RTCPeerConnection } = await import(pathToFileURL(createRequire(join(peers, 'x.js')).resolve('node-datachannel/polyfill')).href);
const load = (file) => import(pathToFileURL(join(folder, file)).href);
const { dial, dialToCall } = await load('index.js');
const $ = await load('contract.js');

const described = JSON.parse(hashes);
const hash = new DataView(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(described.name))).getBigUint64(0, true);
const value = (name, codec) => ({ name, kind: 'value', codec });
const sketches = {
  'GreetAsync(string)': { name: 'greet', parameters: [value('name', $.string)], result: $.string },
  'CountAsync(int)': { name: 'count', kind: 'stream', parameters: [value('to', $.int32)], result: $.int32 },
};
const IWorkshop = $.contract(described.name, hash, BigInt(described.fingerprint), () => ({
  uses: [$.streams],
  methods: Object.entries(sketches).map(([signature, sketch]) => ({
    kind: 'unary', signature, ...sketch, id: BigInt(described.methods[signature].id), shape: BigInt(described.methods[signature].shape),
  })),
}));

const connection = (configuration) => new RTCPeerConnection(configuration);
const small = dialToCall(address, { connection });
if ((await small.remote(IWorkshop).greet('small')) !== 'Hello, small!' || (await small.close()).kind !== 'Stopped') throw new Error('the small form of a link');
const link = dial(address, { connection });
const workshop = link.remote(IWorkshop);
await link.connected;
let sum = 0;
for await (const number of workshop.count(1000)) sum += number;
console.log(`${await workshop.greet('Ada')} ${await workshop.greet('x'.repeat(200_000)).then((text) => text.length)} ${sum} ${(await link.close()).kind}`);
process.exit();
