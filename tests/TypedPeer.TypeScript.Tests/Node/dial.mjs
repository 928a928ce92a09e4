// dial.mjs ADDRESS HASHES PACKAGE PEERS: dials a listener out of Node over node-datachannel, and prints what it was told and what the listener was.
import { load, workshopOf } from './workshop.mjs';

const [address, hashes, folder, peers] = process.argv.slice(2);
const { package: { dial, dialToCall }, $, connection } = await load(folder, peers);
const IWorkshop = await workshopOf($, hashes);

const small = dialToCall(address, { connection });
if ((await small.remote(IWorkshop).greet('small')) !== 'Hello, small!' || (await small.close()).kind !== 'Stopped') throw new Error('the small form of a link');
const link = dial(address, { connection });
const workshop = link.remote(IWorkshop);
await link.connected;
let sum = 0;
for await (const number of workshop.count(1000)) sum += number;
console.log(`${await workshop.greet('Ada')} ${await workshop.greet('x'.repeat(200_000)).then((text) => text.length)} ${sum} ${(await link.close()).kind}`);
process.exit();
